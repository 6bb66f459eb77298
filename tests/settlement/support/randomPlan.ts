/** Random plans: every switch, every kind of layer, through the door. */

import fc from 'fast-check';
import { type Plan, parsePlan } from '../../../src/settlement/index.ts';
import type { LayerDocument, LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import { PARTS, type Part } from '../../../src/settlement/plan/schema/vocabulary.ts';
import type { PlanDocument, VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { CLAUSE, draftDocument, draftVersion, figure } from './draftPlan.ts';

type Share = LayerOf<'pooling'>;

const VISITS: LayerOf<'pooling'>['visits'] = ['inpatient', 'outpatient'];

const yuan = (max: number) =>
  fc.integer({ min: 0, max: max * 100 }).map((fen) => {
    const digits = String(fen).padStart(3, '0');
    return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  });

const share = fc.oneof(
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

const amounts = (max: number) => byClass(yuan(max).map(figure));
const ratioFigures = byClass(share.map((ratio) => ({ ratio, clause: CLAUSE })));

const when = fc.oneof(
  fc.constant({ ages: { from: 60, to: 'open' as const } }),
  fc.constant({ categories: ['destitute' as const, 'registered-poor' as const] }),
  fc.constant({ filings: ['unfiled' as const] }),
  fc.constant({ classes: ['near'] }),
  fc.constant({ diseases: { lists: ['listed'], diagnosis: 'any' as const } }),
) as fc.Arbitrary<NonNullable<Share['when']>>;
/** Of the person or the visit, never of the class, where figures stand for every class. */
const personal = when.filter((condition) => condition.classes === undefined);

const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });

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

const caps = (id: string) =>
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

type RatioApplied = VersionDocument['rounding']['ratioApplied'];

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

function shareOf(applied: RatioApplied, id: string, counter: string) {
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

const parts = (of: readonly Part[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1 });

function supplement(applied: RatioApplied, id: string): fc.Arbitrary<LayerDocument> {
  return fc
    .record({
      share: shareOf(applied, id, `${id}-deductible`),
      payer: fc.constantFrom('major-illness', 'commercial-supplement', 'civil-aid', 'targeted-aid'),
      of: parts(PARTS),
      lines: fc.constantFrom('all', 'all', 'essential', 'tcm', 'drugs', 'class-a', 'class-b'),
      beforeDeductible: fc.boolean(),
      takes: parts(PARTS),
      when: optional(when),
    })
    .map(({ share: rest, of, lines, beforeDeductible, when: condition, ...others }) => ({
      layer: 'supplement',
      id,
      visits: VISITS,
      base: {
        of,
        lines,
        ...(lines !== 'all' && of.includes('eligible') ? { beforeDeductible } : {}),
        clause: CLAUSE,
      },
      ...(condition ? { when: condition } : {}),
      ...others,
      ...everyClass(rest),
    })) as fc.Arbitrary<LayerDocument>;
}

/** A layer that speaks of one class only gives its figures once. */
function everyClass<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) => {
    if (each === null || typeof each !== 'object' || !('near' in each) || !('far' in each))
      return each;
    return { 'every-class': each.near };
  }) as T;
}

function guarantee(id: string): fc.Arbitrary<LayerDocument> {
  const target = fc.oneof(
    fc.record({
      is: fc.constant('least-share'),
      ratio: share,
      of: fc.constantFrom('total', 'total-less-excluded', 'eligible'),
      clause: fc.constant(CLAUSE),
    }),
    fc.record({
      is: fc.constant('most-out-of-pocket'),
      amount: yuan(6000),
      counting: parts(PARTS),
      clause: fc.constant(CLAUSE),
    }),
    fc.record({ is: fc.constant('least-paid'), amount: yuan(500), clause: fc.constant(CLAUSE) }),
  );
  return fc
    .record({
      payer: fc.constantFrom('floor', 'government-backstop', 'major-illness'),
      over: fc.constantFrom('visit', 'year'),
      target,
      takes: parts(PARTS),
      caps: caps(id),
    })
    .map(({ over, ...rest }) => ({
      layer: 'guarantee',
      id,
      visits: VISITS,
      over,
      ...(over === 'year' ? { counter: `${id}-year` } : {}),
      ...rest,
    })) as fc.Arbitrary<LayerDocument>;
}

/** Kinds of layer that break "more cost, more benefit" (docs/plans.md). */
export const NOT_MONOTONE: ReadonlySet<string> = new Set(['quota', 'single-disease', 'over-share']);

function special(id: string): fc.Arbitrary<LayerDocument> {
  const common = { id, visits: VISITS, clause: CLAUSE };
  return fc.oneof(
    fc
      .record({
        takes: parts(PARTS),
        sharedBy: fc.constantFrom('member', 'household'),
        caps: caps(id),
      })
      .map((rest) => ({ layer: 'family-account', ...common, ...rest })),
    fc
      .record({
        amounts: amounts(900),
        per: fc.constantFrom('visit', 'day'),
        takes: parts(PARTS),
        caps: caps(id),
        rest: fc.constantFrom('patient', 'later-layers'),
        when: personal,
      })
      .map(({ per, ...rest }) => ({
        layer: 'quota',
        ...common,
        payer: 'pooled-fund',
        per,
        ...(per === 'day' ? { daysMax: 10 } : {}),
        ...rest,
      })),
    fc
      .record({
        price: amounts(5000),
        quota: amounts(4000),
        belowPrice: fc.constantFrom('fund-pays-in-full', 'fund-pays-in-proportion'),
        abovePrice: fc.constantFrom('hospital', 'patient'),
        takes: parts(PARTS),
        when: personal,
      })
      .map(({ quota, ...rest }) => ({
        layer: 'single-disease',
        ...common,
        payer: 'pooled-fund',
        fund: { pays: 'quota', amounts: quota },
        ...rest,
      })),
    fc
      .record({
        selfPaid: parts(['excluded', 'over-ceiling', 'self-paid-first']),
        lines: fc.constantFrom('all', 'drugs'),
        limits: ratioFigures,
      })
      .map((rest) => ({ layer: 'over-share', ...common, ...rest })),
  ) as fc.Arbitrary<LayerDocument>;
}

function stack(applied: RatioApplied): fc.Arbitrary<readonly LayerDocument[]> {
  const pool = (id: string, isLast: boolean) =>
    fc
      .record({
        share: shareOf(applied, id, 'deductible'),
        when: isLast ? fc.constant(null) : when,
      })
      .map(({ share: rest, when: condition }) => ({
        layer: 'pooling',
        id,
        visits: VISITS,
        payer: 'pooled-fund',
        ...(condition ? { when: condition } : {}),
        ...(condition?.classes ? everyClass(rest) : rest),
      })) as fc.Arbitrary<LayerDocument>;
  const some = (of: (id: string) => fc.Arbitrary<LayerDocument>, name: string, max: number) =>
    fc
      .integer({ min: 0, max })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => of(`${name}-${at}`))));
  return fc
    .tuple(
      some(special, 'before', 2),
      some((id) => pool(id, false), 'first', 1),
      pool('pooling', true),
      some((id) => supplement(applied, id), 'supplement', 3),
      some(guarantee, 'guarantee', 2),
      some(special, 'after', 1),
    )
    .map((groups) => groups.flat());
}

const ROUNDING = fc.constantFrom('half-up', 'half-even', 'down', 'up');

/** A plan document with everything chosen at random. */
export const planDocuments: fc.Arbitrary<PlanDocument> = fc
  .record({
    line: ROUNDING,
    selfPayFirst: ROUNDING,
    ratio: ROUNDING,
    ratioApplied: fc.constantFrom<RatioApplied>('in-total', 'per-band', 'per-line'),
    order: fc.constantFrom('ceiling-first', 'self-pay-first'),
    filling: fc.constantFrom('class-a-first', 'by-amount'),
    crossYear: fc.constantFrom('keep-old', 'pay-difference', 'pay-again', 'pay-again'),
    counts: fc.boolean(),
  })
  .chain(({ line, selfPayFirst, ratio, ratioApplied, order, filling, crossYear, counts }) =>
    stack(ratioApplied).map((layers) => {
      const version = draftVersion(layers, {
        rounding: { line, selfPayFirst, ratio, ratioApplied, clause: CLAUSE },
        catalogueSplit: { order, clause: CLAUSE },
        capFilling: { order: filling, clause: CLAUSE },
        crossYearStay: { deductible: crossYear, countsAdmission: counts, clause: CLAUSE },
        crossCounty: {
          levels: [],
          filing: { lateDays: 3, clause: CLAUSE },
          emergencyCountsAsFiled: { is: true, clause: CLAUSE },
          referralCountsAsFiled: { is: true, clause: CLAUSE },
        },
      });
      const isListed = JSON.stringify(version).includes('"listed"');
      const codes = { name: { zh: '病种', en: 'diseases' }, codes: ['J18'], clause: CLAUSE };
      return draftDocument(version, isListed ? { diseases: { listed: codes } } : {});
    }),
  );

/** The same through the door. */
export function parsed(document: PlanDocument): Plan {
  return parsePlan(JSON.stringify(document), 'random.json');
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
