/** No byte of a static file is free to change: each is flipped in turn, used and unused alike. */

import { expect, test } from 'vitest';
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
  const { fid, sizeBytes } = FILES[name];
  const reasons = new Map<string, number>();
  for (let index = 0; index < sizeBytes; index++) {
    for (const mask of [1 << (index % 8), 0xff]) {
      const changed = withFile(image, fid, (bytes) => flipped(bytes, index, mask));
      const reason = await refusedWith(changed);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  expect(reasons.get('verified')).toBeUndefined();
  const codes = new Set([...reasons.keys()].filter((reason) => reason.includes('.')));
  expect(codes).toEqual(new Set(name === 'EF.SOD' ? [FRAME] : [FRAME, 'card.malformed-file']));
  expect([...reasons.keys()].some((reason) => reason.includes(PROVEN_BY[name]))).toBe(true);
  expect([...reasons.values()].reduce((sum, count) => sum + count, 0)).toBe(2 * sizeBytes);
});

test('the same card unchanged is proven', async () => {
  expect(await refusedWith(await cardImage())).toBe('verified');
});
