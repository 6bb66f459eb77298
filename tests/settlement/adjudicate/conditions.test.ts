/** 条件: each part of a condition by itself, both of two, and what a rule on some lines looks at. */

import { describe, expect, test } from 'vitest';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { PlanDocument } from '../../../src/settlement/plan/schema.ts';
import { CLAUSE, planOf, pooling, ratios, supplement } from '../support/draftPlan.ts';
import { type FiguresDraft, factsOf, outcomeOf, run } from '../support/figures.ts';

const name = { zh: '名', en: 'name' };
const DICTIONARIES: Partial<PlanDocument> = {
  diseases: {
    lungs: { name, codes: ['J18'], clause: CLAUSE },
    heart: { name, codes: ['I10', 'I20.9'], clause: CLAUSE },
  },
  attributes: { disabled: { name, clause: CLAUSE }, veteran: { name, clause: CLAUSE } },
};

type When = NonNullable<LayerOf<'pooling'>['when']>;
type Certificate = NonNullable<LayerOf<'pooling'>['certificate']>;

/** Whether a layer with this condition runs. */
function holds(when: When | undefined, draft: FiguresDraft, certificate?: Certificate): boolean {
  const layer = pooling({
    visits: ['inpatient', 'inpatient-childbirth'],
    ratios: ratios('100%'),
    ...(when && { when }),
    ...(certificate && { certificate }),
  });
  const used: Partial<PlanDocument> = {};
  const text = JSON.stringify(layer);
  for (const kind of ['diseases', 'attributes'] as const) {
    const entries = Object.entries(DICTIONARIES[kind]!).filter(([id]) => text.includes(`"${id}"`));
    if (entries.length > 0) Object.assign(used, { [kind]: Object.fromEntries(entries) });
  }
  const version = text.includes('filings')
    ? {
        crossCounty: {
          levels: [],
          filing: { lateDays: 3, clause: CLAUSE },
          emergencyCountsAsFiled: { is: true, clause: CLAUSE },
          referralCountsAsFiled: { is: true, clause: CLAUSE },
        },
      }
    : {};
  const course = run(planOf([layer], version, used), factsOf({ eligible: '1', ...draft }));
  return outcomeOf(course)['pooled-fund'] === '1.00';
}

const visit = (diagnoses: readonly string[]) => ({ visit: { diagnoses } });

test.each<[string, When, FiguresDraft, boolean]>([
  ['age, the first year', { ages: { from: 60, to: 69 } }, { person: { age: 60 } }, true],
  ['age, the last year', { ages: { from: 60, to: 69 } }, { person: { age: 69 } }, true],
  ['younger', { ages: { from: 60, to: 69 } }, { person: { age: 59 } }, false],
  ['older', { ages: { from: 60, to: 69 } }, { person: { age: 70 } }, false],
  ['any age from', { ages: { from: 60, to: 'open' } }, { person: { age: 120 } }, true],
  [
    'one of two attributes',
    { attributes: ['disabled', 'veteran'] },
    { person: { attributes: ['veteran'] } },
    true,
  ],
  ['no attribute', { attributes: ['disabled', 'veteran'] }, { person: { attributes: [] } }, false],
  [
    'a category',
    { categories: ['destitute', 'special-care'] },
    { person: { category: 'special-care' } },
    true,
  ],
  ['another category', { categories: ['destitute'] }, {}, false],
  [
    'the main diagnosis',
    { diseases: { lists: ['lungs'], diagnosis: 'main' } },
    visit(['J18.900', 'I10']),
    true,
  ],
  [
    'not the main one',
    { diseases: { lists: ['lungs'], diagnosis: 'main' } },
    visit(['I10', 'J18.900']),
    false,
  ],
  [
    'any diagnosis',
    { diseases: { lists: ['lungs'], diagnosis: 'any' } },
    visit(['I10', 'J18.900']),
    true,
  ],
  [
    'no diagnosis',
    { diseases: { lists: ['lungs'], diagnosis: 'any' } },
    visit(['I10', 'K35']),
    false,
  ],
  [
    'of two lists',
    { diseases: { lists: ['lungs', 'heart'], diagnosis: 'any' } },
    visit(['I20.900']),
    true,
  ],
  [
    'a longer code than the diagnosis',
    { diseases: { lists: ['heart'], diagnosis: 'any' } },
    visit(['I20']),
    false,
  ],
  [
    'one of two procedures',
    { procedures: ['47.01', '47.09'] },
    { visit: { procedures: ['00.10', '47.09'] } },
    true,
  ],
  ['another procedure', { procedures: ['47.01'] }, { visit: { procedures: ['47.09'] } }, false],
  ['a delivery', { delivery: 'natural' }, { visit: { delivery: 'natural' } }, true],
  ['another delivery', { delivery: 'natural' }, { visit: { delivery: 'caesarean' } }, false],
  ['a filing', { filings: ['referral', 'emergency'] }, { visit: { filing: 'emergency' } }, true],
  ['no filing', { filings: ['referral'] }, { visit: { filing: 'unfiled' } }, false],
  ['outside the county', { places: ['outside-county'] }, { visit: { place: 'in-province' } }, true],
  ['at home', { places: ['outside-county'] }, { visit: { place: 'in-county' } }, false],
  ['in the prefecture', { places: ['in-prefecture'] }, { visit: { place: 'in-prefecture' } }, true],
  ['a class', { classes: ['far'] }, { institution: 1 }, true],
  ['another class', { classes: ['far'] }, { institution: 0 }, false],
  [
    'two of two',
    { categories: ['destitute'], ages: { from: 60, to: 'open' } },
    { person: { age: 60, category: 'destitute' } },
    true,
  ],
  [
    'one of two',
    { categories: ['destitute'], ages: { from: 60, to: 'open' } },
    { person: { age: 60 } },
    false,
  ],
  [
    'the other of two',
    { categories: ['destitute'], ages: { from: 60, to: 'open' } },
    { person: { category: 'destitute' } },
    false,
  ],
])('%s', (_, when, draft, expected) => {
  expect(holds(when, draft)).toBe(expected);
});

describe('a certificate', () => {
  const certificate: Certificate = { lists: ['heart'], clause: CLAUSE };
  const person = (certified: readonly string[]) => ({ person: { certified } });
  test.each<[string, readonly string[], readonly string[], boolean]>([
    ['for the disease of the visit', ['I10'], ['I10.x00'], true],
    ['among several diagnoses', ['I10'], ['K35.800', 'I10.x00'], true],
    ['for another disease than the visit', ['I10'], ['K35.800'], false],
    ['for a disease of no list', ['K35'], ['K35.800'], false],
    ['one of two', ['K35', 'I10'], ['I10.x00'], true],
    ['none', [], ['I10.x00'], false],
  ])('%s', (_, certified, diagnoses, expected) => {
    expect(holds(undefined, { ...person(certified), ...visit(diagnoses) }, certificate)).toBe(
      expected,
    );
  });

  test('and a condition: both must hold', () => {
    const when: When = { ages: { from: 60, to: 'open' } };
    const of = (age: number, certified: readonly string[]) =>
      holds(when, { person: { age, certified }, ...visit(['I10.x00']) }, certificate);
    expect([of(60, ['I10']), of(59, ['I10']), of(60, []), of(59, [])]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('parts of some lines', () => {
  // Two lines, of class A and of class B; controls and layers before have taken some.
  const lines = {
    ids: ['1', '2'],
    submitted: [1000_00n, 1000_00n],
    excluded: [10_00n, 20_00n],
    overCeiling: [30_00n, 40_00n],
    selfPaidFirst: [50_00n, 60_00n],
    eligible: [910_00n, 880_00n],
    hospital: [0n, 0n],
    flags: [8, 16],
  };
  const draft = {
    excluded: '30',
    overCeiling: '70',
    selfPaidFirst: '110',
    eligible: '1790',
    lines,
  };
  type Part = LayerOf<'supplement'>['base']['of'][number];

  test.each<[Part, string, string]>([
    ['excluded', '10.00', '20.00'],
    ['over-ceiling', '30.00', '40.00'],
    ['self-paid-first', '50.00', '60.00'],
  ])('%s', (part, a, b) => {
    const of = (group: 'class-a' | 'class-b', taken = '0') => {
      const trace = startTrace();
      const base = { of: [part], lines: group, clause: CLAUSE } as const;
      const own = supplement({
        base: { ...base, of: [part] },
        takes: [part],
        ratios: ratios('100%'),
      });
      run(planOf([pooling(), own]), factsOf({ ...draft, hospitalOfBill: taken }), trace);
      const step = writeSteps(trace, []).find(({ rule }) => rule === 'supplement.base')!;
      expect(step.inputs).toEqual({ of: part, lines: group });
      return `${step.result / 100n}.${String(step.result % 100n).padStart(2, '0')}`;
    };
    expect([of('class-a'), of('class-b')]).toEqual([a, b]);
    // What is left of the part may be less than the lines had of it.
    expect(of('class-b', '205')).toBe(part === 'over-ceiling' ? '5.00' : '0.00');
  });

  test('several parts stand side by side', () => {
    const base = {
      of: ['excluded', 'deductible'] as Part[],
      lines: 'all' as const,
      clause: CLAUSE,
    };
    const trace = startTrace();
    run(planOf([pooling(), supplement({ base })]), factsOf(draft), trace);
    const steps = writeSteps(trace, []);
    expect(steps.find(({ rule }) => rule === 'supplement.base')!.inputs).toEqual({
      of: 'excluded + deductible',
      lines: 'all',
    });
    expect(steps.find(({ rule }) => rule === 'pooling.eligible')!.inputs).toEqual({
      class: 'near',
    });
  });

  test('a rule on some lines asks for lines', () => {
    const base = { of: ['excluded'] as Part[], lines: 'class-a' as const, clause: CLAUSE };
    const plan = planOf([pooling(), supplement({ base })]);
    expect(() => run(plan, factsOf({ eligible: '1' }))).toThrow(
      'a rule on some lines needs the lines',
    );
    const over: LayerOf<'over-share'> = {
      layer: 'over-share',
      id: 'over',
      visits: ['inpatient'],
      selfPaid: ['excluded'],
      lines: 'drugs',
      limits: { 'every-class': { ratio: '10%', clause: CLAUSE } },
      clause: CLAUSE,
    };
    expect(() => run(planOf([over]), factsOf({ eligible: '1' }))).toThrow('needs the lines');
  });
});
