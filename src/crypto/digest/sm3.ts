/** SM3 (GB/T 32905-2016): by node:crypto where a trial at start shows that it has it, else our own. */

import { createHash } from 'node:crypto';
import { equalBytes, fromHex, utf8 } from '../../bytes.ts';
import { sm3Portable } from './sm3Portable.ts';

type Digest = (bytes: Uint8Array) => Uint8Array;

/** By the runtime's OpenSSL. */
export const sm3Native: Digest = (bytes) =>
  new Uint8Array(createHash('sm3').update(bytes).digest());

/** `native` when it computes the example of GB/T 32905-2016 A.1, else `portable`. */
export function workingSm3(native: Digest, portable: Digest): Digest {
  const expected = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
  try {
    return equalBytes(native(utf8('abc')), fromHex(expected)) ? native : portable;
  } catch {
    return portable;
  }
}

/** 32 bytes. */
export const sm3: Digest = workingSm3(sm3Native, sm3Portable);
