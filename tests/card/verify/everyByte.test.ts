/**
 * No byte of a static file is free to change: each is flipped in turn, a byte is cut off and one put
 * behind the last. A file ends with its content, so that there are no others.
 */

import { expect, test } from 'vitest';
import { concat } from '../../../src/bytes.ts';
import { type CardImage, FILES, type FileName, verifyRecord } from '../../../src/card/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import { cardImage, inserted, NOW, openSession, TRUST, withFile, YEAR } from '../issued.ts';
import { flipped } from '../refusal.ts';

const STATIC_FILES = [
  'EF.CARD',
  'EF.HOLDER',
  'EF.INS',
  'EF.FAMILY',
  'EF.CHRONIC',
  'EF.CHAIN',
  'EF.SOD',
] as const satisfies readonly FileName[];

/** The check that refuses a change which the frame and the codec cannot see. */
const PROVEN_BY = {
  'EF.CARD': 'file-digest',
  'EF.HOLDER': 'file-digest',
  'EF.INS': 'file-digest',
  'EF.FAMILY': 'file-digest',
  'EF.CHRONIC': 'file-digest',
  'EF.CHAIN': 'certificate-chain',
  'EF.SOD': 'issuer-signature',
} as const;

const FRAME = 'card.malformed-frame';

/** A changed serial is met before the digest is: the module derives the keys of another card. */
const CODES: Readonly<Record<(typeof STATIC_FILES)[number], readonly string[]>> = {
  'EF.CARD': [FRAME, 'card.malformed-file', 'crypto.channel-card-unproven'],
  'EF.HOLDER': [FRAME, 'card.malformed-file'],
  'EF.INS': [FRAME, 'card.malformed-file'],
  'EF.FAMILY': [FRAME, 'card.malformed-file'],
  'EF.CHRONIC': [FRAME, 'card.malformed-file'],
  'EF.CHAIN': [FRAME, 'card.malformed-file'],
  'EF.SOD': [FRAME],
};

/** Why the card was not proven: the code of a named error, or the names of the failed checks. */
async function refusedWith(image: CardImage): Promise<string> {
  const { reader } = await inserted(image);
  const session = await openSession(reader);
  try {
    const record = await session.read();
    const verification = verifyRecord(record, TRUST, { now: NOW, insuranceYear: YEAR });
    if (verification.outcome === 'verified') return 'verified';
    return verification.failed.map(({ name }) => name).join(' ');
  } catch (error) {
    if (error instanceof OneCardError) return error.code;
    throw error;
  }
}

test.each(STATIC_FILES)('every byte of %s', async (name) => {
  const image = await cardImage();
  const { fid } = FILES[name];
  const sizeBytes = image.files.get(fid)!.length;
  const reasons = new Map<string, number>();
  for (let index = 0; index < sizeBytes; index++) {
    for (const mask of [1 << (index % 8), 0xff]) {
      const changed = withFile(image, fid, (bytes) => flipped(bytes, index, mask));
      const reason = await refusedWith(changed);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  expect(reasons.get('verified')).toBeUndefined();
  for (const end of [-1, -2]) {
    const cut = withFile(image, fid, (bytes) => bytes.slice(0, end));
    expect(await refusedWith(cut)).toBe(FRAME);
  }
  for (const tail of [[0], [1, 2, 3], Array(239).fill(0)]) {
    const longer = withFile(image, fid, (bytes) => concat([bytes, Uint8Array.from(tail)]));
    if (longer.files.get(fid)!.length > FILES[name].sizeBytes) continue;
    expect(await refusedWith(longer)).toBe(FRAME);
  }
  const codes = new Set([...reasons.keys()].filter((reason) => reason.includes('.')));
  expect(codes).toEqual(new Set(CODES[name]));
  expect([...reasons.keys()].some((reason) => reason.includes(PROVEN_BY[name]))).toBe(true);
  expect([...reasons.values()].reduce((sum, count) => sum + count, 0)).toBe(2 * sizeBytes);
});

test('the same card unchanged is proven', async () => {
  expect(await refusedWith(await cardImage())).toBe('verified');
});
