/**
 * What a file of a card in use holds, as data. A record is `tag 1 ‖ length 1 ‖ value`; its place in
 * the table is its record number, because cards of some generations are asked by number alone.
 */

import type { Bilingual } from '../../../model/index.ts';

/**
 * - `text`: GB 18030, filled up with 00, FF or spaces (an)
 * - `text-part`: the same, going on in another record, so that it is decoded only when joined
 * - `digits`: two decimal digits a byte (cn)
 * - `date`: `YYYYMMDD` as four such bytes
 * - `code`: one character, as ASCII or as the bare number
 * - `number`: unsigned, big-endian (hex)
 * - `bytes`: as they are (b)
 */
export type FieldForm = 'text' | 'text-part' | 'digits' | 'date' | 'code' | 'number' | 'bytes';

export interface RecordField {
  readonly tag: number;
  /** Name in this package; `tag-0E` where the sources name none. */
  readonly name: string;
  readonly form: FieldForm;
  /** Most bytes of the value; all but text have exactly so many. */
  readonly bytes: number;
  readonly label: Bilingual;
}

/** Directories by the name that cards and drivers give them. */
export type DirectoryName = 'SSSE' | 'DF01' | 'DF04' | 'DDF1' | 'DDF1/DF01' | 'DDF1/DF03';

/** What a card asks for before it lets the file be read. */
export type FileAccess = 'free' | 'key' | 'pin';

export interface RecordFile {
  readonly directory: DirectoryName;
  readonly fid: number;
  /** Short identifier: the low five bits of the FID. */
  readonly sfi: number;
  readonly access: FileAccess;
  readonly fields: readonly RecordField[];
}

/** A file whose records have no tags: fixed parts one after the other, record 1 the newest. */
export interface CyclicFile {
  readonly directory: DirectoryName;
  readonly fid: number;
  readonly sfi: number;
  readonly access: FileAccess;
  /** Records that the newest generation keeps; older ones keep fewer. */
  readonly recordCount: number;
  readonly parts: readonly Omit<RecordField, 'tag'>[];
}

export function field(
  tag: number,
  name: string,
  form: FieldForm,
  bytes: number,
  zh: string,
  en: string,
): RecordField {
  return { tag, name, form, bytes, label: { zh, en } };
}

/** `SSSE EF05`. */
export function fileName({ directory, fid }: { readonly directory: string; readonly fid: number }) {
  return `${directory} ${fid.toString(16).toUpperCase()}`;
}
