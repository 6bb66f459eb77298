/** Random plans: every switch, every kind of layer, through the door. */

import fc from 'fast-check';
import { type Plan, parsePlan } from '../../../src/settlement/index.ts';
import type { LayerDocument } from '../../../src/settlement/plan/schema/layers.ts';
import { PARTS } from '../../../src/settlement/plan/schema/vocabulary.ts';
import type { PlanDocument } from '../../../src/settlement/plan/schema.ts';
import { CLAUSE, draftDocument, draftVersion } from './draftPlan.ts';
import {
  amounts,
  caps,
  optional,
  parts,
  personal,
  type RatioApplied,
  ratioFigures,
  share,
  shareOf,
  VISITS,
  when,
  yuan,
} from './randomShare.ts';

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
