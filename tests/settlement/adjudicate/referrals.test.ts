/** 转诊: what of the stays before counts, each once, and for one stay only. */

import { describe, expect, test } from 'vitest';
import { deductible, planOf, pooling, ratios } from '../support/draftPlan.ts';
import type { FiguresDraft } from '../support/figures.ts';
import { factsOf, outcomeOf, run } from '../support/figures.ts';
import { billOf, decided, request, usage } from '../support.ts';

type Counters = Readonly<Record<string, bigint>>;

const OWN = 'H99900100001@2026-03-02';
const TOWN = 'H99900100002@2026-02-20';
const CITY = 'H99900100003@2026-02-26';

/** The deductible of 300 yuan that a stay from 2026-03-02 on still owes. */
function owed(counters: Counters, visit: FiguresDraft['visit'] = {}): string {
  const merged = deductible('300', { merge: 'both', referralWithinDays: 1 });
  const plan = planOf([pooling({ deductible: merged, ratios: ratios('70%') })]);
  const referred = { isReferred: true, referralNumber: 'R-2', ...visit };
  const facts = factsOf({ eligible: '1000', visit: referred, year: { counters } });
  return outcomeOf(run(plan, facts)).deductible ?? '0.00';
}

describe('what was paid before', () => {
  const town = { [`stay@${TOWN}`]: 100_00n };

  test('all bills of the stay before count, however long ago the first was', () => {
    const left = { [`left@${TOWN}@2026-02-22`]: 1n, [`left@${TOWN}@2026-03-01`]: 1n };
    expect(owed({ ...town, ...left })).toBe('200.00');
  });

  test('its own earlier bill of the day of admission counts once', () => {
    const own = { [`stay@${OWN}`]: 120_00n, [`left@${OWN}@2026-03-02`]: 1n };
    expect(owed(own)).toBe('180.00');
    expect(owed({ ...own, ...town, [`left@${TOWN}@2026-03-02`]: 1n })).toBe('80.00');
  });

  test.each([
    ['2026-02-28', '300.00'],
    ['2026-03-01', '200.00'],
    ['2026-03-02', '200.00'],
    ['2026-03-03', '300.00'],
  ])('left on %s: %s', (day, expected) => {
    expect(owed({ ...town, [`left@${TOWN}@${day}`]: 1n })).toBe(expected);
  });

  test('a bill that was taken back leaves nothing to carry', () => {
    expect(owed({ [`stay@${TOWN}`]: 0n, [`left@${TOWN}@2026-03-01`]: 0n })).toBe('300.00');
    expect(owed({ ...town, [`left@${TOWN}@2026-03-01`]: 0n })).toBe('300.00');
  });

  test('up, down and up again: through the stay between, where that one was referred too', () => {
    const between = {
      ...town,
      [`left@${TOWN}@2026-02-25`]: 1n,
      [`stay@${CITY}`]: 50_00n,
      [`left@${CITY}@2026-03-02`]: 1n,
    };
    expect(owed(between)).toBe('250.00');
    expect(owed({ ...between, [`referral@${CITY}@R-1`]: 1n })).toBe('150.00');
    // Each once, also where both ended within the days.
    const both = { [`left@${TOWN}@2026-03-02`]: 1n, [`referral@${CITY}@R-1`]: 1n };
    expect(owed({ ...between, ...both })).toBe('150.00');
  });
});

describe('one number carries into one stay', () => {
  const before = { [`stay@${TOWN}`]: 100_00n, [`left@${TOWN}@2026-03-01`]: 1n };

  test.each([
    ['used by this very stay', { [`referral@${OWN}@R-2`]: 1n }, '200.00'],
    ['used by another', { [`referral@${CITY}@R-2`]: 1n }, '300.00'],
    ['another number', { [`referral@${CITY}@R-1`]: 1n }, '200.00'],
    ['used by another, whose bill was taken back', { [`referral@${CITY}@R-2`]: 0n }, '200.00'],
  ] as const)('%s', (_, use, expected) => {
    expect(owed({ ...before, ...use })).toBe(expected);
  });

  test('what a settlement counts: the day up to which it speaks, and the referral it used', () => {
    const line = { item: 'X9990001', price: '1000', quantity: '1', submitted: '1000.00' };
    const merged = deductible('300', { merge: 'referral', referralWithinDays: 1 });
    const plan = planOf([pooling({ deductible: merged })]);
    const of = (counters: Counters) => {
      const bill = billOf([line], { referralNumber: 'R-2' });
      return decided(request({ plan, bill, usage: { ...usage(), counters } })).usageAfter.counters;
    };
    const stay = 'H99910100001@2026-03-02';
    const counted = { [`left@${stay}@2026-03-09`]: 1n, [`referral@${stay}@R-2`]: 1n };
    expect(of({})).toMatchObject(counted);
    expect(of({ [`referral@${CITY}@R-2`]: 1n })).not.toHaveProperty(`referral@${stay}@R-2`);
  });
});
