/** Random figures of a share: deductibles, bands, ratios, adjustments, exemptions, caps. */

import fc from 'fast-check';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { Part } from '../../../src/settlement/plan/schema/vocabulary.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { CLAUSE, figure } from './draftPlan.ts';

type Share = LayerOf<'pooling'>;

export const VISITS: LayerOf<'pooling'>['visits'] = ['inpatient', 'outpatient'];

export const yuan = (max: number) =>
  fc.integer({ min: 0, max: max * 100 }).map((fen) => {
    const digits = String(fen).padStart(3, '0');
    return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  });

export const share = fc.oneof(
  fc.constantFrom('0%', '50%', '70%', '100%'),
  fc.integer({ min: 0, max: 999_999 }).map((of) => {
    const digits = String(of).padStart(5, '0');
    return `${digits.slice(0, -4)}.${digits.slice(-4)}%`;
  }),
);

/** One figure for every class, or one each. */
function byClass<T extends object>(row: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.oneof(
    row.map((each) => ({ 'every-class': each })),
    fc.tuple(row, row).map(([near, far]) => ({ near, far })),
  );
}

export const amounts = (max: number) => byClass(yuan(max).map(figure));
export const ratioFigures = byClass(share.map((ratio) => ({ ratio, clause: CLAUSE })));

export const when = fc.oneof(
  fc.constant({ ages: { from: 60, to: 'open' as const } }),
  fc.constant({ categories: ['destitute' as const, 'registered-poor' as const] }),
  fc.constant({ filings: ['unfiled' as const] }),
  fc.constant({ classes: ['near'] }),
  fc.constant({ diseases: { lists: ['listed'], diagnosis: 'any' as const } }),
) as fc.Arbitrary<NonNullable<Share['when']>>;
/** Of the person or the visit, never of the class, where figures stand for every class. */
export const personal = when.filter((condition) => condition.classes === undefined);

export const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });

const cap = (id: string): fc.Arbitrary<Share['caps'][number]> =>
  fc
    .record({
      over: fc.constantFrom('visit', 'day', 'month', 'quarter', 'year'),
      measuredOn: fc.constantFrom('payment', 'fee'),
      sharedBy: fc.constantFrom('member', 'household'),
      beyond: fc.constantFrom('missed-payment', 'eligible-cost'),
      amounts: amounts(30_000),
      when: optional(personal),
    })
    .map(({ over, measuredOn, sharedBy, beyond, amounts: of, when: condition }) => ({
      over,
      measuredOn,
      amounts: of,
      ...(over === 'visit' ? {} : { counter: `${id}-${measuredOn}-${sharedBy}`, sharedBy }),
      ...(measuredOn === 'payment' ? { beyond } : {}),
      ...(condition ? { when: condition } : {}),
    })) as fc.Arbitrary<Share['caps'][number]>;

const cardCap: fc.Arbitrary<Share['caps'][number]> = fc
  .record({ amounts: amounts(30_000), beyond: fc.constantFrom('missed-payment', 'eligible-cost') })
  .map((rest) => ({
    over: 'year',
    measuredOn: 'payment',
    counter: 'benefit',
    sharedBy: 'member',
    ...rest,
  }));

export const caps = (id: string) =>
  fc.oneof(
    fc.constant([]),
    cardCap.map((each) => [each]),
    fc.array(cap(id), { minLength: 1, maxLength: 3 }),
  );

const deductible = (counter: string): fc.Arbitrary<NonNullable<Share['deductible']>> =>
  fc
    .record({
      mode: fc.constantFrom(
        'per-visit',
        'per-year',
        'per-year-with-top-up',
        'per-provider-and-year',
        'per-quarter',
        'per-month',
      ),
      merge: fc.constantFrom('none', 'midway', 'referral', 'both'),
      plain: amounts(1500),
      byAdmission: fc.option(fc.array(yuan(900), { minLength: 2, maxLength: 4 }), { nil: null }),
      counted: fc.constantFrom('all', 'same-class', 'same-provider'),
      reductions: optional(
        fc.array(fc.record({ when: personal, times: share, clause: fc.constant(CLAUSE) }), {
          minLength: 1,
          maxLength: 2,
        }),
      ),
    })
    .map(({ mode, merge, plain, byAdmission, counted, reductions }) => ({
      mode,
      counter,
      merge,
      amounts: byAdmission ? { 'every-class': { byAdmission, clause: CLAUSE } } : plain,
      ...(byAdmission ? { admissionsCounted: counted } : {}),
      ...(merge === 'referral' || merge === 'both' ? { referralWithinDays: 2 } : {}),
      ...(reductions ? { reductions } : {}),
      clause: CLAUSE,
    }));

const adjustments: fc.Arbitrary<NonNullable<Share['adjustments']>> = fc.record({
  list: fc.array(
    fc.record({
      when: personal,
      change: fc.constantFrom('raise-by-points', 'lower-by-points', 'times'),
      by: fc.constantFrom('5%', '12.5%', '33.3333%', '110%'),
      clause: fc.constant(CLAUSE),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  together: fc.constantFrom('all', 'first'),
  atMost: fc.constantFrom('100%', '90%'),
  atLeast: fc.constantFrom('0%', '20%'),
  clause: fc.constant(CLAUSE),
});

const exemptions: fc.Arbitrary<NonNullable<Share['exemptions']>> = fc.array(
  fc.record({
    when: personal,
    from: fc.uniqueArray(fc.constantFrom('deductible', 'co-payment', 'caps'), { minLength: 1 }),
    clause: fc.constant(CLAUSE),
  }),
  { minLength: 1, maxLength: 2 },
);

export type RatioApplied = VersionDocument['rounding']['ratioApplied'];

/** Bands with their ratios, where the plan's rounding leaves room for them. */
function banded(applied: RatioApplied, id: string) {
  if (applied === 'per-line') return fc.constant(undefined);
  return optional(
    fc
      .record({
        widths: fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 3 }),
        measuredOn: applied === 'per-band' ? fc.constantFrom('fee', 'payment') : fc.constant('fee'),
        deductible: fc.constantFrom('taken-first', 'inside-first-band'),
        over: fc.constantFrom('visit', 'year'),
        ratios: fc.array(share, { minLength: 4, maxLength: 4 }),
      })
      .map(({ widths, measuredOn, over, ratios, ...rest }) => {
        let edge = 0;
        const edges = widths.map((width) => {
          edge += width;
          const digits = String(edge).padStart(3, '0');
          return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
        });
        const byBand = ratios.slice(0, edges.length + 1);
        return {
          bands: {
            edges,
            measuredOn,
            over,
            ...(over === 'year' ? { counter: `${id}-bands` } : {}),
            ...rest,
            clause: CLAUSE,
          } as NonNullable<Share['bands']>,
          ratios: { 'every-class': { byBand, clause: CLAUSE } },
        };
      }),
  );
}

export function shareOf(applied: RatioApplied, id: string, counter: string) {
  return fc
    .record({
      deductible: optional(deductible(counter)),
      ratios: ratioFigures,
      adjustments: optional(adjustments),
      exemptions: optional(exemptions),
      caps: caps(id),
      banded: banded(applied, id),
    })
    .map(({ banded: bands, ...rest }) => defined({ ...rest, ...bands }));
}

export const parts = (of: readonly Part[]) =>
  fc.uniqueArray(fc.constantFrom(...of), { minLength: 1 });

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
