import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCase } from '../support/invariants.ts';
import { cases } from '../support/randomFacts.ts';
import { parsed, planDocuments } from '../support/randomPlan.ts';

/** Cases a plan: parsing a plan costs as much as two hundred decisions. */
const CASES_PER_PLAN = 25;

test('random plans on random bills: partitions, caps, traces, order of lines, more for more', () => {
  fc.assert(
    fc.property(
      planDocuments,
      fc.array(cases, { minLength: CASES_PER_PLAN, maxLength: CASES_PER_PLAN }),
      (document, drawn) => {
        const plan = parsed(document);
        for (const each of drawn) checkCase(document, plan, each);
      },
    ),
    { numRuns: 120 },
  );
}, 120_000);

test('the random plans reach every kind of layer', () => {
  const documents = fc.sample(planDocuments, { numRuns: 200, seed: 20190101 });
  const kinds = documents.flatMap(({ versions }) => versions[0]!.layers.map(({ layer }) => layer));
  expect([...new Set(kinds)].sort()).toEqual([
    'family-account',
    'guarantee',
    'over-share',
    'pooling',
    'quota',
    'single-disease',
    'supplement',
  ]);
});
