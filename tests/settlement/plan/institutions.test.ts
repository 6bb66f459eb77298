/** 机构类别: every institution, whatever its grade and the filing, belongs to exactly one class. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOSPITAL_GRADES, PROVIDER_LEVELS } from '../../../src/model/index.ts';
import { COMBINATIONS_COUNT, combinationIndex } from '../../../src/settlement/plan/institutions.ts';
import { FILINGS, PLACES } from '../../../src/settlement/plan/schema/vocabulary.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { CLAUSE, planOf, pooling } from '../support/draftPlan.ts';
import { refusedDocument } from '../support.ts';

type Row = VersionDocument['institutionClasses'][string]['institutions'][number];

const ALL = PLACES.flatMap((place) =>
  PROVIDER_LEVELS.flatMap((level) =>
    HOSPITAL_GRADES.flatMap((grade) =>
      [true, false].flatMap((isDesignated) =>
        FILINGS.map((filing) => ({ place, level, grade, isDesignated, filing })),
      ),
    ),
  ),
);

test('each combination has a number of its own, without gaps', () => {
  const numbers = ALL.map(({ filing, ...institution }) => combinationIndex(institution, filing));
  expect([...numbers].sort((a, b) => a - b)).toEqual(ALL.map((_, at) => at));
  expect(numbers).toHaveLength(COMBINATIONS_COUNT);
});

const WHOLE: Row = {
  places: ['in-county', 'outside-county'],
  levels: [...PROVIDER_LEVELS],
  designated: true,
};

function classesOf(rows: Readonly<Record<string, readonly Row[]>>) {
  const all = { ...rows, rest: [{ ...WHOLE, designated: false }] };
  return Object.fromEntries(
    Object.entries(all).map(([name, institutions]) => [
      name,
      { name: { zh: name, en: name }, paid: true, clause: CLAUSE, institutions: [...institutions] },
    ]),
  );
}

test('the class follows grade and filing', () => {
  const institutionClasses = classesOf({
    first: [{ ...WHOLE, grades: ['first'] }],
    others: [{ ...WHOLE, grades: ['second', 'third', 'ungraded'], filings: ['unfiled'] }],
    filed: [
      {
        ...WHOLE,
        grades: ['second', 'third', 'ungraded'],
        filings: ['resident', 'temporary', 'referral', 'emergency'],
      },
    ],
  });
  const { classOf } = planOf([pooling()], { institutionClasses, crossCounty: CROSS }).versions[0]!;
  fc.assert(
    fc.property(fc.constantFrom(...ALL), ({ filing, ...institution }) => {
      const expected = !institution.isDesignated
        ? 'rest'
        : institution.grade === 'first'
          ? 'first'
          : filing === 'unfiled'
            ? 'others'
            : 'filed';
      expect(classOf(institution, filing).id).toBe(expected);
    }),
    { numRuns: 400 },
  );
});

const CROSS: VersionDocument['crossCounty'] = {
  levels: [],
  filing: { lateDays: 'until-settlement', clause: CLAUSE },
  emergencyCountsAsFiled: { is: true, clause: CLAUSE },
  referralCountsAsFiled: { is: true, clause: CLAUSE },
};

test.each<[string, Readonly<Record<string, readonly Row[]>>, object]>([
  [
    'a level',
    { a: [{ ...WHOLE, levels: ['county', 'prefecture', 'province'] }] },
    { institution: 'in-county/village/designated' },
  ],
  [
    'a grade',
    { a: [{ ...WHOLE, grades: ['first', 'third'] }] },
    { institution: 'in-county/village/designated', grades: 'second | ungraded' },
  ],
  [
    'a filing',
    { a: [{ ...WHOLE, filings: ['unfiled', 'resident', 'temporary', 'referral'] }] },
    { institution: 'in-county/village/designated', filings: 'emergency' },
  ],
])('%s that stands in no class is told once an institution', (_, rows, facts) => {
  const changes = { institutionClasses: classesOf(rows), crossCounty: CROSS };
  const { problems } = refusedDocument(() => planOf([pooling()], changes));
  const missing = problems.filter(({ rule }) => rule === 'plan.level-missing');
  expect(missing[0]!.facts).toEqual(facts);
  const names = missing.map((problem) => problem.facts!.institution);
  expect(new Set(names).size).toBe(names.length);
});

test('a grade that stands in two classes', () => {
  const rows = { a: [WHOLE], b: [{ ...WHOLE, grades: ['first' as const] }] };
  const { problems } = refusedDocument(() =>
    planOf([pooling()], { institutionClasses: classesOf(rows) }),
  );
  expect(problems.map(({ rule, path }) => [rule, path])).toContainEqual([
    'plan.level-twice',
    'versions[0].institutionClasses.b.institutions[0]',
  ]);
  expect(problems).toHaveLength(PLACES.length * PROVIDER_LEVELS.length);
});
