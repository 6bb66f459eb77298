/** Only a session of this program makes a record that can be proven, and nothing changes it afterwards. */

import { beforeAll, describe, expect, test } from 'vitest';
import { type CardImage, verifyRecord } from '../../../src/card/index.ts';
import { instant } from '../../../src/time.ts';
import { cardImage, inserted, NOW, openSession, TRUST, YEAR } from '../issued.ts';

const HOUR = 3_600_000;
const OPTIONS = { now: NOW, insuranceYear: YEAR };

let image: CardImage;
beforeAll(async () => {
  image = await cardImage();
});

describe('where a record comes from', () => {
  test('a copy of a record is no evidence, however exact', async () => {
    const { reader } = await inserted(image);
    const record = await (await openSession(reader)).read();
    for (const copy of [{ ...record }, structuredClone(record)]) {
      const verification = verifyRecord(copy, TRUST, OPTIONS);
      expect(verification.outcome === 'refused' && verification.failed).toEqual([
        { name: 'card-key', outcome: 'failed', cause: 'not-from-session' },
      ]);
    }
  });

  test('a record cannot be changed after it was read', async () => {
    const { reader } = await inserted(image);
    const record = await (await openSession(reader)).read();
    const forge = () => Object.assign(record.holder, { name: '测试乙' });
    expect(forge).toThrow(TypeError);
    expect(() => Object.assign(record, { holder: record.holder })).toThrow(TypeError);
    expect(() => Object.assign(record.insurance.participation[0]!, { year: 2030 })).toThrow(
      TypeError,
    );
  });

  test('verification asks nobody: the same arguments give the same answer', async () => {
    const { reader } = await inserted(image);
    const record = await (await openSession(reader)).read();
    expect(verifyRecord(record, TRUST, OPTIONS)).toEqual(verifyRecord(record, TRUST, OPTIONS));
    const earlier = verifyRecord(record, TRUST, { ...OPTIONS, now: instant(NOW - 48 * HOUR) });
    expect(earlier.outcome).toBe('refused');
  });
});
