/** 累计项: what shares a name must count the same. */

import { expect, test } from 'vitest';
import type { LayerDocument, LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import {
  CLAUSE,
  deductible,
  planOf,
  pooling,
  supplement,
  visitCap,
  yearCap,
} from '../support/draftPlan.ts';
import { refusedDocument } from '../support.ts';

type Guarantee = LayerOf<'guarantee'>;
type Bands = NonNullable<LayerOf<'pooling'>['bands']>;

function guarantee(id: string, changes: Partial<Guarantee> = {}): Guarantee {
  return {
    layer: 'guarantee',
    id,
    visits: ['inpatient', 'outpatient'],
    payer: 'government-backstop',
    takes: ['co-payment'],
    over: 'year',
    counter: 'backstop',
    caps: [],
    target: burden('co-payment', 'deductible'),
    ...changes,
  };
}

function burden(...counting: ('co-payment' | 'deductible' | 'excluded')[]): Guarantee['target'] {
  return { is: 'most-out-of-pocket', amount: '1000.00', counting, clause: CLAUSE };
}

function share(of: 'total' | 'eligible'): Guarantee['target'] {
  return { is: 'least-share', ratio: '90%', of, clause: CLAUSE };
}

const paid: Guarantee['target'] = { is: 'least-paid', amount: '100.00', clause: CLAUSE };

function bands(changes: Partial<Bands> = {}): Pick<LayerOf<'supplement'>, 'bands' | 'ratios'> {
  const document: Bands = {
    edges: ['1000.00'],
    measuredOn: 'fee',
    deductible: 'taken-first',
    over: 'year',
    counter: 'sum',
    clause: CLAUSE,
    ...changes,
  };
  return {
    bands: document,
    ratios: { 'every-class': { byBand: ['50%', '60%'], clause: CLAUSE } },
  };
}

const half = pooling();

/** Layers beside one pooling layer, and where the second counts otherwise; null where they agree. */
test.each<[string, readonly LayerDocument[], string | null]>([
  ['two amounts', [guarantee('a'), guarantee('b', { when: { categories: ['destitute'] } })], null],
  [
    'the same in another order',
    [guarantee('a'), guarantee('b', { target: burden('deductible', 'co-payment') })],
    null,
  ],
  ['other parts', [guarantee('a'), guarantee('b', { target: burden('co-payment') })], '2].counter'],
  ['other visits', [guarantee('a'), guarantee('b', { visits: ['inpatient'] })], '2].counter'],
  [
    'shares of one whole',
    [guarantee('a', { target: share('total') }), guarantee('b', { target: share('total') })],
    null,
  ],
  [
    'shares of two wholes',
    [guarantee('a', { target: share('total') }), guarantee('b', { target: share('eligible') })],
    '2].counter',
  ],
  [
    'a share and a floor',
    [guarantee('a', { target: share('total') }), guarantee('b', { target: paid })],
    null,
  ],
  [
    'a floor of other visits',
    [guarantee('a', { target: paid }), guarantee('b', { target: paid, visits: ['outpatient'] })],
    '2].counter',
  ],
  [
    'a burden and a floor',
    [guarantee('a'), guarantee('b', { target: paid, visits: ['inpatient'] })],
    null,
  ],
  [
    'names of their own',
    [guarantee('a'), guarantee('b', { counter: 'other', target: burden('excluded') })],
    null,
  ],
  [
    'over the visit nothing is counted',
    [
      guarantee('a'),
      { ...guarantee('b', { over: 'visit', target: burden('excluded') }), counter: undefined },
    ],
    null,
  ],
  [
    'a cap on what bands add up',
    [
      supplement({ ...bands() }),
      guarantee('x'),
      supplement({ id: 'y', caps: [yearCap('9', { counter: 'sum' })] }),
    ],
    '3].caps[0].counter',
  ],
  [
    'bands on fees and on payments',
    [supplement(bands()), supplement({ id: 'y', ...bands({ deductible: 'inside-first-band' }) })],
    '2].bands.counter',
  ],
  ['bands twice', [supplement(bands()), supplement({ id: 'y', ...bands() })], null],
  [
    'a deductible on what a cap adds up',
    [
      supplement({ caps: [yearCap('9', { counter: 'sum' })] }),
      supplement({ id: 'y', deductible: deductible('1', { counter: 'sum' }) }),
    ],
    '2].deductible.counter',
  ],
  [
    'a cap on the card’s deductible',
    [supplement({ caps: [yearCap('9', { counter: 'deductible' })] })],
    '1].caps[0].counter',
  ],
  ['bands on the card’s benefit', [supplement(bands({ counter: 'benefit' }))], '1].bands.counter'],
  [
    'the card’s benefit of a household',
    [supplement({ caps: [yearCap('9', { sharedBy: 'household' })] })],
    '1].caps[0].counter',
  ],
  [
    'the card’s benefit of a month',
    [supplement({ caps: [yearCap('9', { over: 'month' })] })],
    '1].caps[0].counter',
  ],
  [
    'one sum, a month and a year',
    [
      supplement({
        caps: [
          yearCap('9', { counter: 'sum', over: 'month' }),
          yearCap('90', { counter: 'sum' }),
          visitCap('5'),
        ],
      }),
    ],
    null,
  ],
  [
    'fees and payments',
    [
      supplement({
        caps: [
          yearCap('9', { counter: 'sum' }),
          { ...yearCap('9', { counter: 'sum', measuredOn: 'fee' }), beyond: undefined },
        ],
      }),
    ],
    '1].caps[1].counter',
  ],
])('%s', (_, layers, path) => {
  const parse = () => planOf([half, ...layers]);
  if (path === null) {
    expect(parse).not.toThrow();
    return;
  }
  const problems = refusedDocument(parse).problems.map((problem) => [problem.rule, problem.path]);
  expect(problems).toEqual([['plan.counter-measures', `versions[0].layers[${path}`]]);
});
