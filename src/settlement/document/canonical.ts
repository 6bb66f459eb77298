import { type CborValue, documentHash } from '../../crypto/index.ts';
import type { DocumentValue } from './tree.ts';

/**
 * Digest of a catalogue: SHA-256 over the canonical CBOR of its values. Comments, layout and the
 * order of fields do not count; every value and the order of lists do.
 */
export function nestedHash(value: DocumentValue): Uint8Array {
  return documentHash(cborOf(value));
}

/**
 * Digest of a plan: SHA-256 over the canonical CBOR of its leaves, a list of [JSON Pointer
 * (RFC 6901), value] in ascending order of the pointers. Flat, because a plan nests deeper than
 * canonical CBOR is read here. Field names of a plan are ASCII, so that every language sorts alike.
 */
export function flatHash(value: DocumentValue): Uint8Array {
  const leaves = leavesOf(value, '');
  return documentHash(leaves.sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Leaf = readonly [pointer: string, value: CborValue];

/** Depth is bounded by DOCUMENT_DEPTH_MAX. An empty list or object is a leaf of its own. */
function leavesOf(value: DocumentValue, pointer: string): Leaf[] {
  if (value === null || typeof value !== 'object') return [[pointer, value]];
  const parts = Object.entries(value);
  if (parts.length === 0) return [[pointer, Array.isArray(value) ? [] : new Map()]];
  return parts.flatMap(([name, each]) => {
    const token = name.replaceAll('~', '~0').replaceAll('/', '~1');
    return leavesOf(each, `${pointer}/${token}`);
  });
}

function cborOf(value: DocumentValue): CborValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(cborOf);
  return new Map(Object.entries(value).map(([field, each]) => [field, cborOf(each)]));
}
