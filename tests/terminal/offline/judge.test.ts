/** Every limit refuses by its own name, one fen, one settlement, one hour beyond it, and not before. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openWorld } from '../../../examples/cli/world/open.ts';
import type {
  OfflineLimits,
  VerifiedOfflineLimits,
  VerifiedRecord,
} from '../../../src/model/index.ts';
import { parseYuan, ZERO } from '../../../src/money.ts';
import {
  allowanceLeft,
  cardUsage,
  judgeOffline,
  OFFLINE_FINDINGS,
  type OfflineFindingName,
  type OfflineRequest,
  openTerminal,
  systemClock,
} from '../../../src/terminal/index.ts';
import { type Instant, instant } from '../../../src/time.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { limitsFor } from '../../support/offlineLimits.ts';
import { HOME } from '../../support/taps.ts';
import { demoBill } from '../../support/world.ts';
import { HOUR_MS, wholeSecond } from './support.ts';

const DAY_MS = 24 * HOUR_MS;
const yuan = parseYuan;

let record: VerifiedRecord;
let now: Instant;
let limits: VerifiedOfflineLimits;
let base: OfflineRequest;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-'));
  const world = await openWorld(join(folder, 'world'));
  const reader = virtualReader(await world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  const trial = await openTerminal(world.equipment).trial(
    transport,
    await demoBill('yinjiang', 'J1'),
  );
  reader.remove();
  world.close();
  await rm(folder, { recursive: true });
  if (trial.outcome !== 'adjudicated') throw new Error(trial.outcome);
  const { plan } = world.equipment.counties.get(HOME)!;
  const { catalogue } = world.equipment;
  now = wholeSecond(systemClock.now());
  const signed = limitsFor(plan, catalogue, instant(now - HOUR_MS), {
    familyAccount: 'allowance',
    samDailySumMax: yuan('20000.00'),
  });
  limits = { ...signed, hash: new Uint8Array(32) } as VerifiedOfflineLimits;
  record = withState(trial.record, { count: 0, sum: ZERO, centreMetAt: instant(now - DAY_MS) });
  base = {
    limits,
    now,
    record,
    insuranceYear: record.proven.insuranceYear,
    plan: { id: plan.id, hash: plan.hash },
    catalogue: catalogue.reference,
    isBillNumberUsed: false,
    controlsOfHistory: [],
    statusLists: { cards: instant(now - HOUR_MS), sams: instant(now - HOUR_MS) },
    journalAt: instant(now - 1000),
    hasUnknownOutcome: false,
    hasStaleCard: false,
    outbox: { count: 0, sum: ZERO, samDaySum: ZERO },
    samSumLeft: yuan('1000000.00'),
    amounts: { funds: yuan('1000.00'), familyAccount: ZERO },
  };
});

type State = VerifiedRecord['proven']['current']['state'];

/** The record with another state; the state of a test is proven by nobody. */
function withState(
  of: VerifiedRecord,
  offline: Partial<State['offline']>,
  rest: Partial<State> = {},
): VerifiedRecord {
  const { current } = of.proven;
  const state = { ...current.state, ...rest, offline: { ...current.state.offline, ...offline } };
  return Object.assign({}, of, { proven: { ...of.proven, current: { ...current, state } } });
}

function limited(changes: Partial<OfflineLimits>): Partial<OfflineRequest> {
  return { limits: Object.assign({}, limits, changes) };
}

function names(changes: Partial<OfflineRequest>): readonly OfflineFindingName[] {
  return judgeOffline({ ...base, ...changes }).map(({ name }) => name);
}

interface Row {
  readonly name: OfflineFindingName;
  /** At the limit: nothing is found. */
  readonly at?: () => Partial<OfflineRequest>;
  /** Beyond it. */
  readonly beyond: () => Partial<OfflineRequest>;
}

const funds = (text: string) => ({ amounts: { funds: yuan(text), familyAccount: ZERO } });
const old = (ms: number) => instant(now - ms);

const ROWS: readonly Row[] = [
  {
    name: 'clock-behind',
    at: () => ({ journalAt: now }),
    beyond: () => ({ journalAt: instant(now + 1) }),
  },
  {
    name: 'clock-behind',
    at: () => ({ statusLists: { cards: now, sams: now } }),
    beyond: () => ({ statusLists: { cards: now, sams: instant(now + 1000) } }),
  },
  {
    name: 'clock-behind',
    beyond: () => ({ record: withState(record, { centreMetAt: instant(now + 1000) }) }),
  },
  { name: 'clock-behind', beyond: () => limited({ issuedAt: instant(now + 1000) }) },
  {
    name: 'plan-not-confirmed',
    beyond: () => limited({ plan: { ...limits.plan, hash: new Uint8Array(32) } }),
  },
  {
    name: 'plan-too-old',
    at: () => limited({ plan: { ...limits.plan, confirmedAt: old(48 * HOUR_MS) } }),
    beyond: () => limited({ plan: { ...limits.plan, confirmedAt: old(48 * HOUR_MS + 1) } }),
  },
  { name: 'catalogue-not-confirmed', beyond: () => limited({ catalogues: [] }) },
  {
    name: 'catalogue-too-old',
    at: () =>
      limited({ catalogues: [{ ...limits.catalogues[0]!, confirmedAt: old(48 * HOUR_MS) }] }),
    beyond: () =>
      limited({ catalogues: [{ ...limits.catalogues[0]!, confirmedAt: old(48 * HOUR_MS + 1) }] }),
  },
  {
    name: 'status-list-too-old',
    at: () => ({ statusLists: { cards: old(24 * HOUR_MS), sams: old(24 * HOUR_MS) } }),
    beyond: () => ({ statusLists: { cards: old(24 * HOUR_MS + 1), sams: now } }),
  },
  { name: 'status-list-too-old', beyond: () => ({ statusLists: { cards: now } }) },
  { name: 'controls-need-centre', beyond: () => ({ controlsOfHistory: ['readmission'] }) },
  { name: 'bill-number-used', beyond: () => ({ isBillNumberUsed: true }) },
  { name: 'outcome-unknown', beyond: () => ({ hasUnknownOutcome: true }) },
  { name: 'card-behind', beyond: () => ({ hasStaleCard: true }) },
  {
    name: 'card-unfinished',
    beyond: () => {
      const { sequence } = record.proven.current.state;
      const announced = { kind: 'pending', sequence: sequence + 1 };
      return {
        record: Object.assign({}, record, {
          newestLog: { record: announced },
        }) as unknown as VerifiedRecord,
      };
    },
  },
  {
    name: 'year-not-covered',
    at: () => ({ insuranceYear: base.insuranceYear + 1 }),
    beyond: () => ({ insuranceYear: base.insuranceYear + 2 }),
  },
  {
    name: 'year-not-covered',
    beyond: () => ({
      ...limited({ yearRollover: 'refused' }),
      insuranceYear: base.insuranceYear + 1,
    }),
  },
  { name: 'year-gone', beyond: () => ({ insuranceYear: base.insuranceYear - 1 }) },
  {
    name: 'centre-not-met',
    at: () => ({ record: withState(record, { centreMetAt: old(7 * DAY_MS) }) }),
    beyond: () => ({ record: withState(record, { centreMetAt: old(7 * DAY_MS + 1) }) }),
  },
  {
    name: 'card-count-reached',
    at: () => ({ record: withState(record, { count: 2 }) }),
    beyond: () => ({ record: withState(record, { count: 3 }) }),
  },
  {
    name: 'card-sum-reached',
    at: () => funds('3000.00'),
    beyond: () => funds('3000.01'),
  },
  {
    // 拆单: three bills of 1,000.01 pass one by one, and not together.
    name: 'card-sum-reached',
    at: () => ({
      ...funds('1000.01'),
      record: withState(record, { count: 1, sum: yuan('1000.01') }),
    }),
    beyond: () => ({
      ...funds('1000.01'),
      record: withState(record, { count: 2, sum: yuan('2000.02') }),
    }),
  },
  {
    name: 'family-allowance-reached',
    at: () => ({ amounts: { funds: yuan('200.00'), familyAccount: yuan('200.00') } }),
    beyond: () => ({ amounts: { funds: yuan('200.01'), familyAccount: yuan('200.01') } }),
  },
  {
    name: 'family-allowance-reached',
    beyond: () => ({
      ...limited({ familyAccount: 'refused' }),
      amounts: { funds: yuan('0.01'), familyAccount: yuan('0.01') },
    }),
  },
  {
    name: 'sam-sum-reached',
    at: () => ({ outbox: { ...base.outbox, samDaySum: yuan('19000.00') } }),
    beyond: () => ({ outbox: { ...base.outbox, samDaySum: yuan('19000.01') } }),
  },
  {
    name: 'sam-sum-reached',
    at: () => ({ samSumLeft: yuan('1000.00') }),
    beyond: () => ({ samSumLeft: yuan('999.99') }),
  },
  {
    name: 'outbox-count-reached',
    at: () => ({ outbox: { ...base.outbox, count: 99 } }),
    beyond: () => ({ outbox: { ...base.outbox, count: 100 } }),
  },
  {
    name: 'outbox-sum-reached',
    at: () => ({ outbox: { ...base.outbox, sum: yuan('49000.00') } }),
    beyond: () => ({ outbox: { ...base.outbox, sum: yuan('49000.01') } }),
  },
];

describe('each limit', () => {
  test.each(ROWS.map((row, index) => [`${row.name} ${index}`, row] as const))('%s', (_, row) => {
    if (row.at) expect(names(row.at())).toEqual([]);
    expect(names(row.beyond())).toEqual([row.name]);
  });

  test('has a row of its own', () => {
    const judged = new Set<string>(ROWS.map(({ name }) => name));
    // What comes before the judgement: there is nothing to judge by.
    const before = ['limits-missing', 'limits-not-trusted'];
    expect([...before, ...judged].sort()).toEqual(Object.keys(OFFLINE_FINDINGS).sort());
  });
});

test('all findings come at once, in their order', () => {
  const everything = names({
    ...limited({ plan: { ...limits.plan, confirmedAt: old(90 * DAY_MS) }, catalogues: [] }),
    journalAt: instant(now + 1),
    statusLists: {},
    hasUnknownOutcome: true,
    record: withState(record, { count: 9, sum: yuan('9000.00'), centreMetAt: old(99 * DAY_MS) }),
    outbox: { count: 200, sum: yuan('99999.00'), samDaySum: yuan('99999.00') },
  });
  expect(everything).toEqual([
    'clock-behind',
    'plan-too-old',
    'catalogue-not-confirmed',
    'status-list-too-old',
    'status-list-too-old',
    'outcome-unknown',
    'centre-not-met',
    'card-count-reached',
    'card-sum-reached',
    'sam-sum-reached',
    'outbox-count-reached',
    'outbox-sum-reached',
  ]);
  const order = Object.keys(OFFLINE_FINDINGS);
  const places = everything.map((name) => order.indexOf(name));
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('findings hold figures and never a name', () => {
  const [found] = judgeOffline({ ...base, ...funds('3000.01') });
  expect(found).toMatchObject({ facts: { sum: '3000.01', sumMax: '3000.00' } });
  expect(JSON.stringify(found)).not.toContain(record.holder.name);
});

test('the card’s own figures, without counters; a new year begins with nothing', () => {
  const { year } = record.proven.current.state.usage;
  const own = cardUsage(record, year, limits);
  expect(own).toMatchObject({ outcome: 'known', usage: { year, benefitDrawn: ZERO } });
  expect(own.outcome === 'known' && 'counters' in own.usage).toBe(false);
  const used = withState(
    record,
    {},
    { usage: { year, deductibleMet: yuan('1.00'), benefitDrawn: yuan('2.00'), admissions: 3 } },
  );
  expect(cardUsage(used, year, limits)).toMatchObject({ usage: { admissions: 3 } });
  expect(cardUsage(used, year + 1, limits)).toMatchObject({
    usage: { year: year + 1, deductibleMet: ZERO, benefitDrawn: ZERO, admissions: 0 },
  });
});

test('the family’s share is what is left at the least', () => {
  expect(allowanceLeft(record)).toBe(yuan('200.00'));
  expect(allowanceLeft(withState(record, { sum: yuan('150.00') }))).toBe(yuan('50.00'));
  expect(allowanceLeft(withState(record, { sum: yuan('250.00') }))).toBe(ZERO);
});
