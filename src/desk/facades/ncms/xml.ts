/**
 * As much of XML 1.0 as messages between programs need: elements, text, CDATA, comments. No document
 * type, hence no entities beyond the five, and no processing instructions.
 */

import { OneCardError } from '../../../errors/index.ts';
import { XML_DEPTH_MAX } from './limits.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** Empty without one. */
  readonly namespace: string;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
  /** What stands between its tags, as it came. */
  readonly inner: string;
}

interface Open {
  readonly tag: string;
  readonly scope: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly start: number;
  text: string;
}

const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const DECLARATION = /^\uFEFF?\s*(?:<\?xml\s[^<>?]*\?>)?/;
const START = new RegExp(
  `<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`,
  'y',
);
const END = new RegExp(`</(${NAME})\\s*>`, 'y');
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');
const TEXT = /[^<]+/y;
const CDATA = /<!\[CDATA\[([\s\S]*?)\]\]>/y;
const COMMENT = /<!--(?:(?!--)[\s\S])*-->/y;
const REFERENCE = /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g;
const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};
/** Characters that XML 1.0 §2.2 does not have. */
const NOT_XML = /(?![\t\n\r\u007F-\u009F])\p{Cc}|[\uFFFE\uFFFF]/u;

/** @throws OneCardError `desk.body-malformed` with the rule that is broken */
export function parseXml(text: string): XmlElement {
  if (NOT_XML.test(text)) throw malformed('xml-character');
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let index = DECLARATION.exec(text)![0].length;

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = index;
    const found = pattern.exec(text);
    if (found) index = pattern.lastIndex;
    return found ?? undefined;
  }

  function close(end: number): void {
    const { tag, scope, children, start, text: own } = open.pop()!;
    const element = { ...named(tag, scope), children, text: own, inner: text.slice(start, end) };
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  }

  // Every round takes at least one character.
  while (index < text.length) {
    const at = index;
    const inside = open.at(-1);
    const plain = take(TEXT)?.[0];
    if (plain !== undefined) {
      if (!inside && plain.trim() !== '') throw malformed('text-outside');
      if (inside) inside.text += unescaped(plain);
      continue;
    }
    if (take(COMMENT)) continue;
    const cdata = take(CDATA)?.[1];
    if (cdata !== undefined) {
      if (!inside) throw malformed('text-outside');
      inside.text += cdata;
      continue;
    }
    const end = take(END)?.[1];
    if (end !== undefined) {
      if (end !== inside?.tag) throw malformed('tags-crossed');
      close(at);
      continue;
    }
    const start = take(START);
    if (!start) throw malformed('not-xml');
    if (!inside && root) throw malformed('two-roots');
    if (open.length === XML_DEPTH_MAX) throw malformed('too-deep');
    const [, tag, attributes, isEmpty] = start;
    const scope = scopeOf(attributes!, inside?.scope ?? new Map());
    open.push({ tag: tag!, scope, children: [], start: index, text: '' });
    if (isEmpty) close(index);
  }
  if (open.length > 0 || !root) throw malformed('not-closed');
  return root;
}

function named(tag: string, scope: ReadonlyMap<string, string>) {
  const colon = tag.indexOf(':');
  const prefix = colon < 0 ? '' : tag.slice(0, colon);
  const namespace = scope.get(prefix) ?? '';
  if (prefix !== '' && namespace === '') throw malformed('unknown-prefix');
  return { name: tag.slice(colon + 1), namespace };
}

function scopeOf(
  attributes: string,
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const found = [...attributes.matchAll(ATTRIBUTE)];
  const names = new Set(found.map(([, name]) => name));
  if (names.size !== found.length) throw malformed('attribute-twice');
  const declared = found.flatMap(([, name, double, single]) => {
    const prefix = /^xmlns(?::(.+))?$/.exec(name!);
    return prefix ? [[prefix[1] ?? '', unescaped(double ?? single!)] as const] : [];
  });
  return declared.length === 0 ? outer : new Map([...outer, ...declared]);
}

/** With its references resolved; line ends as XML 1.0 §2.11 has them. */
function unescaped(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  if (!lines.includes('&')) return lines;
  if (lines.replaceAll(REFERENCE, '').includes('&')) throw malformed('unknown-entity');
  return lines.replaceAll(REFERENCE, (_, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name]!;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (code > 0x10ffff || isSurrogate) throw malformed('xml-character');
    const character = String.fromCodePoint(code);
    if (NOT_XML.test(character)) throw malformed('xml-character');
    return character;
  });
}

function malformed(rule: string): OneCardError {
  return new OneCardError('desk.body-malformed', { rule });
}

/** A field of an answer: text, or fields in their order. */
export type XmlField = readonly [name: string, content: XmlContent];
export type XmlContent = string | readonly XmlField[];

/** Names are the façade's own, never a caller's. */
export function xmlText(fields: readonly XmlField[]): string {
  return fields
    .map(([name, content]) => {
      const inner = typeof content === 'string' ? escaped(content) : xmlText(content);
      return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
    })
    .join('');
}

/** As the text of an element; what XML does not have becomes the mark for that. */
export function escaped(text: string): string {
  return text
    .replaceAll(new RegExp(NOT_XML, 'gu'), '\uFFFD')
    .replaceAll(/[&<>\r"]/g, (found) => ESCAPES[found]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};
