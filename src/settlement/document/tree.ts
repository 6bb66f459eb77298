import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { DocumentRule } from './rules.ts';

/** What a document can say. Objects have no prototype fields of their own making. */
export type DocumentValue =
  | string
  | number
  | boolean
  | null
  | readonly DocumentValue[]
  | { readonly [field: string]: DocumentValue };

/** Field names and list positions from the root. */
export type Path = readonly PropertyKey[];

type Report = (rule: DocumentRule, offset: number, path: Path) => void;

/**
 * Control characters, direction and other invisible format characters, lone surrogates, line and
 * paragraph separators: they move the cursor of a terminal, or hide and reorder what is read. U+FFFD
 * stands where a decoder met bytes of another encoding, as a bill in GBK read as UTF-8.
 */
export const HIDDEN_CHARACTER = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;
const HIDDEN_CHARACTERS = new RegExp(HIDDEN_CHARACTER, 'gu');

/** Characters of a field name that a path shows: an unknown field may be called anything. */
const SHOWN_CHARACTERS_MAX = 60;

/** `lines[3].quantity`; of a field name only what a terminal can show. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const shown = String(part).replace(HIDDEN_CHARACTERS, '?').slice(0, SHOWN_CHARACTERS_MAX);
    return text ? `${text}.${shown}` : shown;
  }, '');
}

/** The value of `node`; what may not be there is reported, and stands as null. */
export function documentValueOf(node: Node, report: Report, path: Path = []): DocumentValue {
  const offset = node.range?.[0] ?? 0;
  if (isAlias(node) || node.anchor !== undefined) report('document.alias', offset, path);
  if (isAlias(node)) return null;
  if (node.tag !== undefined) report('document.tag', offset, path);
  if (isScalar(node)) return scalarValue(node.value, offset, path, report);
  if (isSeq(node)) {
    return node.items.map((item, index) => documentValueOf(item as Node, report, [...path, index]));
  }
  return isMap(node) ? mapValue(node, report, path) : null;
}

function scalarValue(value: unknown, offset: number, path: Path, report: Report): DocumentValue {
  if (typeof value === 'string') {
    if (HIDDEN_CHARACTER.test(value)) report('document.character', offset, path);
    return value;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function mapValue(map: YAMLMap, report: Report, path: Path): DocumentValue {
  const seen = new Set<string>();
  const fields: Record<string, DocumentValue> = {};
  for (const { key, value } of map.items) {
    const offset = (key as Node | null)?.range?.[0] ?? map.range?.[0] ?? 0;
    const isPlain = isScalar(key) && key.anchor === undefined && key.tag === undefined;
    const name = isPlain ? key.value : undefined;
    // A field that would change what the object is, is as unknown as any other.
    if (typeof name !== 'string' || name === '__proto__') {
      report('document.key', offset, path);
      continue;
    }
    scalarValue(name, offset, path, report);
    if (seen.has(name)) report('document.duplicate-key', offset, [...path, name]);
    seen.add(name);
    fields[name] = value === null ? null : documentValueOf(value as Node, report, [...path, name]);
  }
  return fields;
}

/** Where the value at `path` stands; for what is missing, where the nearest thing above it stands. */
export function offsetOf(root: Node, path: Path): number {
  let node: Node | null = root;
  let offset = root.range?.[0] ?? 0;
  for (const part of path) {
    let next: unknown;
    if (isSeq(node)) next = node.items[Number(part)];
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      next = pair?.value ?? pair?.key;
    }
    node = (next as Node | undefined) ?? null;
    if (!node?.range) break;
    offset = node.range[0];
  }
  return offset;
}
