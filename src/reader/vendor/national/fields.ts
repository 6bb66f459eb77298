/**
 * The drivers' answers: fields that each end with `|`, in GBK.
 *
 * ```
 * 999900|(18)|X00000019|(32 hex)|测试甲|(historical bytes)|1.00|20101001|20201001|…|…|
 * SSSEEF05|(value)|(value)|$SSSEEF06|(value)|$
 * ```
 *
 * Decoded strictly and once: so many fields, each of its form, nothing before, between or after. What
 * does not fit is named by field and rule, never by its contents.
 */

import { decodeGb18030 } from '../../../card/index.ts';
import { OneCardError } from '../../../errors/index.ts';

export interface FieldForm {
  readonly name: string;
  /** What the whole field must match; bounds its length too. */
  readonly form: RegExp;
}

/** Printable text of at most `max` characters: no control characters, no separators. */
export function textForm(min: number, max: number): RegExp {
  return new RegExp(`^[^\\p{Cc}|$]{${min},${max}}$`, 'u');
}

/** The largest field is the photograph of 3,072 bytes in hexadecimal digits. */
const FIELD_CHARACTERS_MAX = 6_200;
const ANY_FIELD = textForm(0, FIELD_CHARACTERS_MAX);

/** An answer with named fields. @throws OneCardError `vendor.malformed-answer`. */
export function parseNamedFields<Forms extends readonly FieldForm[]>(
  source: string,
  bytes: Uint8Array,
  forms: Forms,
): Readonly<Record<Forms[number]['name'], string>> {
  const values = splitFields(source, bytes);
  if (values.length !== forms.length) {
    throw malformed(source, 'all', 'field-count', {
      expected: forms.length,
      actual: values.length,
    });
  }
  const named = forms.map(({ name, form }, index) => {
    const value = values[index]!;
    if (!form.test(value)) throw malformed(source, name, 'form');
    return [name, value] as const;
  });
  return Object.fromEntries(named) as Record<Forms[number]['name'], string>;
}

/** An answer whose fields have no names in any source: by their order. */
export function parseFieldList(
  source: string,
  bytes: Uint8Array,
  count: { readonly min: number; readonly max: number },
): readonly string[] {
  const values = splitFields(source, bytes);
  if (values.length < count.min || values.length > count.max) {
    throw malformed(source, 'all', 'field-count', { expected: count.min, actual: values.length });
  }
  for (const [index, value] of values.entries()) {
    if (!ANY_FIELD.test(value)) throw malformed(source, String(index + 1), 'form');
  }
  return values;
}

/** What to read: a file and the tags of its records, such as `SSSEEF06` with `08` and `09`. */
export interface FileFields {
  readonly file: string;
  readonly tags: readonly string[];
}

export interface FileValues {
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
}

/** SSSE or MF or an ADF, then the elementary file (LD/T 32). */
const FILE = /^(?:SSSE|3F00|DF[0-9A-F]{2})EF[0-9A-F]{2}$/;
const TAG = /^[0-9A-F]{2}$/;
/** A card has some 25 files of at most some 20 records. */
const FILES_MAX = 32;
const TAGS_MAX = 64;

/**
 * `SSSEEF05|06|07|$SSSEEF06|08|09|$`.
 * @throws RangeError when a name or tag is none, or there are too many.
 */
export function fileAddress(files: readonly FileFields[]): string {
  if (files.length < 1 || files.length > FILES_MAX)
    throw new RangeError('"files" expected 1 to 32');
  return files
    .map(({ file, tags }) => {
      if (!FILE.test(file)) throw new RangeError('"file" expected a name such as SSSEEF06');
      const isSound =
        tags.length >= 1 && tags.length <= TAGS_MAX && tags.every((tag) => TAG.test(tag));
      if (!isSound || new Set(tags).size !== tags.length) {
        throw new RangeError('"tags" expected 1 to 64 different tags of two hexadecimal digits');
      }
      return `${file}|${tags.join('|')}|$`;
    })
    .join('');
}

/** An answer in the shape of the question. @throws OneCardError `vendor.malformed-answer`. */
export function parseFiles(
  source: string,
  bytes: Uint8Array,
  asked: readonly FileFields[],
): readonly FileValues[] {
  const sections = decoded(source, bytes).split('$');
  if (sections.pop() !== '') throw malformed(source, 'all', 'last-file-open');
  if (sections.length !== asked.length) {
    const detail = { expected: asked.length, actual: sections.length };
    throw malformed(source, 'all', 'file-count', detail);
  }
  return asked.map(({ file, tags }, index) => {
    const fields = sections[index]!.split('|');
    if (fields.pop() !== '') throw malformed(source, file, 'last-field-open');
    if (fields.shift() !== file) throw malformed(source, file, 'other-file');
    if (fields.length !== tags.length) {
      const detail = { expected: tags.length, actual: fields.length };
      throw malformed(source, file, 'field-count', detail);
    }
    const values = tags.map((tag, at) => {
      const value = fields[at]!;
      if (!ANY_FIELD.test(value)) throw malformed(source, `${file} ${tag}`, 'form');
      return [tag, value] as const;
    });
    return { file, values: Object.fromEntries(values) };
  });
}

function splitFields(source: string, bytes: Uint8Array): readonly string[] {
  const values = decoded(source, bytes).split('|');
  if (values.pop() !== '') throw malformed(source, 'all', 'last-field-open');
  return values;
}

function decoded(source: string, bytes: Uint8Array): string {
  const text = decodeGb18030(bytes);
  if (text === undefined) throw malformed(source, 'all', 'not-gbk');
  return text;
}

function malformed(
  source: string,
  field: string,
  rule: string,
  detail: Readonly<Record<string, number>> = {},
): OneCardError {
  return new OneCardError('vendor.malformed-answer', { function: source, field, rule, ...detail });
}
