/**
 * A catalogue's file: its columns as they stand in memory, so that opening is reading and checking.
 *
 *     0    8   "ONECAT1\n"
 *     8    4   bytes of the head
 *     12   4   bytes of each section, SECTIONS times
 *     …        head (JSON, UTF-8), then each section, each from a multiple of 8, zeros between
 *     -32  32  SHA-256 of everything before
 *
 * Numbers are little-endian. The bytes are canonical: the same rows give the same file.
 */

import { endianness } from 'node:os';
import { concat, equalBytes, fromHex, toHex, utf8 } from '../../../bytes.ts';
import { sha256 } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { Catalogue } from '../catalogue.ts';
import { checkTables, parseHead } from './check.ts';
import type { DatedKeys } from './datedKeys.ts';
import { catalogueOver, tablesOf } from './open.ts';
import type { CatalogueTables } from './tables.ts';

const MAGIC = utf8('ONECAT1\n');
const HASH_BYTES = 32;
const ALIGNMENT = 8;
/** A head is a name, a county and a clause. */
const HEAD_BYTES_MAX = 64 * 1024;
/** Half a million periods of 200 bytes, a million relations twice of 100: 300 MB. */
export const CATALOGUE_FILE_BYTES_MAX = 320 * 1024 * 1024;

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | BigInt64Array;

/** Every section in its order. */
function columnsOf(tables: CatalogueTables): readonly Column[] {
  return [
    ...datedColumns(tables.items),
    tables.names.offsets,
    tables.names.bytes,
    tables.traits,
    tables.selfPay,
    tables.ceilings,
    tables.prices,
    tables.fives,
    tables.useOf,
    tables.uses.offsets,
    tables.uses.bytes,
    ...datedColumns(tables.shares),
    tables.shareOf,
    ...datedColumns(tables.codes),
    tables.targets.offsets,
    tables.targets.bytes,
  ];
}

function datedColumns({ keys, from, until, slots }: DatedKeys): readonly Column[] {
  return [keys.offsets, keys.bytes, from, until, slots];
}

const SECTIONS = 28;
const HEAD_AT = MAGIC.length + 4 + 4 * SECTIONS;

/** The file of a catalogue. */
export function encodeCatalogue(catalogue: Catalogue): Uint8Array {
  const tables = tablesOf(catalogue);
  const body = bodyOf(tables, catalogue.reference.hash);
  return concat([body, sha256(body)]);
}

/** Digest of a catalogue that has no text of its own: that of its file. */
export function tablesHash(tables: CatalogueTables): Uint8Array {
  return sha256(bodyOf(tables, undefined));
}

/** @param hash the digest that decisions name, where it is not the file's own */
function bodyOf(tables: CatalogueTables, hash: Uint8Array | undefined): Uint8Array {
  const { head, items, shares, codes } = tables;
  const seeds = [items.seed, shares.seed, codes.seed];
  const plain = partsOf(utf8(JSON.stringify({ ...head, seeds })), columnsOf(tables));
  const body = concat(plain);
  if (hash === undefined || equalBytes(sha256(body), hash)) return body;
  const named = utf8(JSON.stringify({ ...head, seeds, hash: toHex(hash) }));
  return concat(partsOf(named, columnsOf(tables)));
}

function partsOf(head: Uint8Array, columns: readonly Column[]): readonly Uint8Array[] {
  const sizes = new DataView(new ArrayBuffer(4 + 4 * SECTIONS));
  sizes.setUint32(0, head.length, true);
  columns.forEach((column, index) => {
    sizes.setUint32(4 + 4 * index, column.byteLength, true);
  });
  const parts = [MAGIC, new Uint8Array(sizes.buffer), ...padded(head, HEAD_AT)];
  for (const { buffer, byteOffset, byteLength } of columns) {
    parts.push(...padded(new Uint8Array(buffer, byteOffset, byteLength), 0));
  }
  return parts;
}

/** `bytes`, and zeros up to the next multiple of ALIGNMENT. @param at where they begin */
function padded(bytes: Uint8Array, at: number): Uint8Array[] {
  const over = (at + bytes.length) % ALIGNMENT;
  return over === 0 ? [bytes] : [bytes, new Uint8Array(ALIGNMENT - over)];
}

/**
 * The catalogue in a file that `encodeCatalogue` made. The bytes are kept, not copied: do not change them.
 * @throws OneCardError `catalogue.file-damaged` for anything else
 */
export function openCatalogue(file: Uint8Array): Catalogue {
  // Columns are views: they must begin where their numbers may.
  const bytes = file.byteOffset % ALIGNMENT === 0 ? file : Uint8Array.from(file);
  if (bytes.length < HEAD_AT + HASH_BYTES || bytes.length > CATALOGUE_FILE_BYTES_MAX) {
    throw damaged('size');
  }
  if (!equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) throw damaged('magic');
  if (endianness() !== 'LE') throw damaged('byte-order');
  const body = bytes.subarray(0, bytes.length - HASH_BYTES);
  const digest = sha256(body);
  if (!equalBytes(digest, bytes.subarray(body.length))) throw damaged('digest');
  const { head: headText, sections } = sectionsOf(body);
  const head = parseHead(headText);
  if (!head) throw damaged('head');
  const tables = tablesFrom(head.head, head.seeds, sections);
  const broken = checkTables(tables);
  if (broken) throw damaged(broken);
  return catalogueOver(tables, head.hash === undefined ? digest : fromHex(head.hash));
}

function damaged(part: string): OneCardError {
  return new OneCardError('catalogue.file-damaged', { part });
}

function sectionsOf(body: Uint8Array) {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const headBytes = view.getUint32(MAGIC.length, true);
  if (headBytes > HEAD_BYTES_MAX || HEAD_AT + headBytes > body.length) throw damaged('head');
  const head = Buffer.from(body.subarray(HEAD_AT, HEAD_AT + headBytes)).toString('utf8');
  const sections: Uint8Array[] = [];
  let at = aligned(HEAD_AT + headBytes);
  for (let index = 0; index < SECTIONS; index++) {
    const size = view.getUint32(MAGIC.length + 4 + 4 * index, true);
    if (at + size > body.length) throw damaged('sections');
    sections.push(body.subarray(at, at + size));
    at = aligned(at + size);
  }
  if (at !== body.length) throw damaged('sections');
  return { head, sections };
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}

function tablesFrom(
  head: CatalogueTables['head'],
  seeds: readonly number[],
  sections: readonly Uint8Array[],
): CatalogueTables {
  let next = 0;
  const take = (unit: number): readonly [ArrayBufferLike, number, number] => {
    const { buffer, byteOffset, byteLength } = sections[next++]!;
    if (byteLength % unit !== 0) throw damaged('sections');
    return [buffer, byteOffset, byteLength / unit];
  };
  const bytes = () => new Uint8Array(...take(1));
  const numbers = () => new Uint32Array(...take(4));
  const days = () => new Int32Array(...take(4));
  const texts = () => ({ offsets: numbers(), bytes: bytes() });
  const dated = (seed: number): DatedKeys => ({
    keys: texts(),
    from: days(),
    until: days(),
    slots: numbers(),
    seed,
  });
  // Read in the order of columnsOf.
  return {
    head,
    items: dated(seeds[0]!),
    names: texts(),
    traits: new Uint16Array(...take(2)),
    selfPay: numbers(),
    ceilings: numbers(),
    prices: numbers(),
    fives: new BigInt64Array(...take(8)),
    useOf: numbers(),
    uses: texts(),
    shares: dated(seeds[1]!),
    shareOf: numbers(),
    codes: dated(seeds[2]!),
    targets: texts(),
  };
}
