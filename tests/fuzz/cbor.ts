import { equalBytes, fromHex } from '../../src/bytes.ts';
import { decodeCbor, encodeCbor } from '../../src/crypto/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, unlessRefused } from './harness/inputs.ts';

const SEEDS = [
  'A26161016162820203',
  '83010203',
  '8301820203820405',
  '1BFFFFFFFFFFFFFFFF',
  '3B001FFFFFFFFFFFFE',
  '5818000102030405060708090A0B0C0D0E0F1011121314151617',
  '6BE58D81E58D81E4B880E6B58B',
  'A401016161F56162F66163F4',
  '9F018202039F0405FFFF',
  '8181818181818181',
  'BA7FFFFFFF',
  '9B0000000100000000',
  'A3203863390100381A3903E7',
].map(fromHex);

/** The reader refuses by name; what it lets through decodes and has exactly one form. */
export const cbor: FuzzEntry = {
  name: 'CBOR reader',
  inputsPerRun: 1,
  run(random) {
    const bytes = bytesOf(random);
    const value = unlessRefused(['crypto'], () => decodeCbor(bytes));
    if (value !== undefined) must(equalBytes(encodeCbor(value), bytes), 'a value has one form');
  },
};

function bytesOf(random: () => number): Uint8Array {
  const kind = random();
  if (kind < 0.2) return pickBytes(random, 70_000);
  if (kind < 0.7) return damaged(random, SEEDS);
  return heads(random);
}

/** Heads one after another, most of them sound: deep, wide and cut short in turn. */
function heads(random: () => number): Uint8Array {
  const bytes: number[] = [];
  const count = 1 + pickNumber(random, 40);
  for (let head = 0; head < count; head++) {
    const major = pickNumber(random, 8);
    const argument = random() < 0.8 ? pickNumber(random, 24) : 24 + pickNumber(random, 8);
    bytes.push((major << 5) | argument);
    for (let more = pickNumber(random, 4); more > 0; more--) bytes.push(pickNumber(random, 256));
  }
  return Uint8Array.from(bytes);
}
