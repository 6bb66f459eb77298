/** What a plan must be told before it can decide: what no card carries is asked for, and nothing else. */

import { expect, test } from 'vitest';
import type { LayerDocument, LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import {
  CLAUSE,
  deductible,
  planOf,
  pooling,
  ratios,
  supplement,
  yearCap,
} from '../support/draftPlan.ts';

type Deductible = Partial<NonNullable<LayerOf<'pooling'>['deductible']>>;

function withDeductible(changes: Deductible): readonly LayerDocument[] {
  return [pooling({ deductible: deductible('100', changes) })];
}

const byAdmission = {
  'every-class': { byAdmission: ['300.00', '200.00'], clause: CLAUSE },
};
const bands = (over: 'visit' | 'year') =>
  pooling({
    bands: {
      edges: ['1000.00'],
      measuredOn: 'fee',
      deductible: 'taken-first',
      over,
      ...(over === 'year' && { counter: 'bands' }),
      clause: CLAUSE,
    },
    ratios: { 'every-class': { byBand: ['50%', '60%'], clause: CLAUSE } },
  });
const account: LayerDocument = {
  layer: 'family-account',
  id: 'account',
  visits: ['inpatient', 'outpatient'],
  sharedBy: 'household',
  takes: ['co-payment'],
  caps: [],
  clause: CLAUSE,
};
const guarantee = (over: 'visit' | 'year'): LayerDocument => ({
  layer: 'guarantee',
  id: 'floor',
  visits: ['inpatient'],
  payer: 'floor',
  takes: ['co-payment'],
  over,
  ...(over === 'year' && { counter: 'floor' }),
  caps: [],
  target: { is: 'least-paid', amount: '100.00', clause: CLAUSE },
});

test.each<[string, readonly LayerDocument[], readonly string[], Partial<VersionDocument>?]>([
  ['a ratio', [pooling()], []],
  ['a deductible on the card', withDeductible({}), []],
  ['one of the year on the card', withDeductible({ mode: 'per-year-with-top-up' }), []],
  ['one that is done for the year', withDeductible({ mode: 'per-year' }), ['counters']],
  ['one by quarter', withDeductible({ mode: 'per-quarter' }), ['counters']],
  ['one by month', withDeductible({ mode: 'per-month' }), ['counters']],
  ['one by institution', withDeductible({ mode: 'per-provider-and-year' }), ['counters']],
  ['one of another name', withDeductible({ counter: 'own' }), ['counters']],
  ['one that stays are merged for', withDeductible({ merge: 'midway' }), ['counters']],
  [
    'one after a referral',
    withDeductible({ merge: 'referral', referralWithinDays: 3 }),
    ['counters'],
  ],
  ['one by admission', withDeductible({ amounts: byAdmission, admissionsCounted: 'all' }), []],
  [
    'one by admission to a class',
    withDeductible({ amounts: byAdmission, admissionsCounted: 'same-class' }),
    ['counters'],
  ],
  [
    'one by admission to a hospital',
    withDeductible({ amounts: byAdmission, admissionsCounted: 'same-provider' }),
    ['counters'],
  ],
  ['a cap on the card', [pooling({ caps: [yearCap('9')] })], []],
  [
    'a cap of the month',
    [pooling({ caps: [yearCap('9', { over: 'month', counter: 'm' })] })],
    ['counters'],
  ],
  [
    'a cap of the household',
    [pooling({ caps: [yearCap('9', { counter: 'h', sharedBy: 'household' })] })],
    ['counters'],
  ],
  ['bands of a visit', [bands('visit')], []],
  ['bands of the year', [bands('year')], ['counters']],
  ['a supplement', [pooling(), supplement({ ratios: ratios('10%') })], []],
  ['the family account', [account], ['familyAccount']],
  ['a promise for the visit', [guarantee('visit')], []],
  ['a promise for the year', [guarantee('year')], ['counters']],
  ['an age', [pooling({ when: { ages: { from: 60, to: 'open' } } })], ['bornOn']],
  [
    'a centre that must be asked',
    [pooling()],
    ['counters'],
    { annualTotals: { from: 'centre', clause: CLAUSE } },
  ],
])('%s', (_, layers, expected, version = {}) => {
  expect(planOf(layers, version).versions[0]!.rulesOf('inpatient').needs).toEqual(expected);
});

test('what only other visits need is not asked for', () => {
  const outpatient = pooling({
    id: 'out',
    visits: ['outpatient'],
    caps: [yearCap('9', { over: 'day', counter: 'd' })],
  });
  const [version] = planOf([pooling({ visits: ['inpatient'] }), outpatient]).versions;
  expect(version!.rulesOf('inpatient').needs).toEqual([]);
  expect(version!.rulesOf('outpatient').needs).toEqual(['counters']);
  expect(version!.rulesOf('outpatient').layerIds).toEqual(['out']);
  expect(version!.rulesOf('inpatient-childbirth').layerIds).toEqual([]);
});
