/** What controls take off a line, and which lines a rule on some of them means. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Amount, parseYuan, yuanText } from '../../../src/money.ts';
import { type Catalogue, parseCatalogue } from '../../../src/settlement/index.ts';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import { CLAUSE, planOf, pooling, supplement } from '../support/draftPlan.ts';
import { formulaFen } from '../support/formula.ts';
import { bill, billOf, catalogue, decided, request, yinjiangWith } from '../support.ts';

const LINES = bill('examples/bills/yinjiang-inpatient.json').lines;

/** Of each line, in hundredths of its amount, what the controls refuse and what they put on the hospital. */
const shares = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 40 })),
  {
    minLength: LINES.length,
    maxLength: LINES.length,
  },
);

test.each(['ceiling-first', 'self-pay-first'])(
  '%s: every fen that a control takes is told',
  (order) => {
    fc.assert(
      fc.property(shares, (drawn) => {
        const plan = yinjiangWith(['order: ceiling-first', `order: ${order}`]);
        const lines = new Map(
          LINES.map(({ lineId, submitted }, at) => {
            const [refused, hospital] = drawn[at]!;
            const part = (share: number) => ((submitted * BigInt(share)) / 100n) as Amount;
            return [lineId, { refused: part(refused), hospital: part(hospital) }] as const;
          }),
        );
        const effects = { lines, hospital: parseYuan('0'), isRefused: false, needsReview: false };
        const of = decided(request({ plan, effects }));
        for (const line of of.lines) {
          const { refused, hospital } = lines.get(line.lineId)!;
          const named = (rule: string) =>
            of.steps.filter((step) => step.rule === rule && step.lineId === line.lineId);
          const told = (rule: string) => named(rule).map(({ result }) => result);
          expect(told('controls.refused')).toEqual(refused > 0n ? [refused] : []);
          expect(told('controls.hospital')).toEqual(hospital > 0n ? [hospital] : []);
          for (const step of [...named('controls.refused'), ...named('controls.hospital')]) {
            expect(step.inputs).toEqual({ submitted: `${yuanText(line.submitted)} yuan` });
            expect(step.text.zh).toContain(`${yuanText(step.result)} 元`);
            expect(step.text.zh).toContain(line.name);
            expect(step.text.en).toContain(`${yuanText(step.result)} yuan`);
            expect(step.formula).toMatch(/^what the controls /);
          }
          expect(line.hospitalBorne ?? 0n).toBe(hospital);
          const rest = line.submitted - refused - hospital;
          const isC = line.benefitClass === 'C';
          expect(line.excluded).toBe(isC ? refused + rest : refused);
          expect(line.overCeiling + line.selfPaidFirst + line.eligible).toBe(isC ? 0n : rest);
          const last = named(isC ? 'catalogue.excluded' : 'catalogue.eligible');
          expect(last.map(({ inputs }) => inputs)).toEqual([
            {
              item: line.itemCode,
              benefitClass: line.benefitClass,
              submitted: `${yuanText(rest as Amount)} yuan`,
              ...(!isC && {
                overCeiling: `${yuanText(line.overCeiling)} yuan`,
                selfPaidFirst: `${yuanText(line.selfPaidFirst)} yuan`,
              }),
            },
          ]);
          expect(told('catalogue.over-ceiling')).toEqual(
            line.overCeiling > 0n ? [line.overCeiling] : [],
          );
          // The patient's share is told of each line of class B, and of no other.
          expect(named('catalogue.self-paid-first')).toHaveLength(
            line.benefitClass === 'B' ? 1 : 0,
          );
          for (const step of named('catalogue.over-ceiling')) {
            expect(Object.keys(step.inputs)).toEqual([
              order === 'ceiling-first' ? 'submitted' : 'rest',
              'ceiling',
              'level',
              'quantity',
            ]);
            expect(step.inputs.level).toBe('county');
            expect(formulaFen(step)).toBe(step.result);
          }
          for (const step of named('catalogue.self-paid-first')) {
            expect(formulaFen(step)).toBe(step.result);
          }
          const zh = { A: '甲类', B: '乙类', C: '丙类' }[line.benefitClass];
          expect(last[0]!.text.zh).toContain(zh);
          expect(last[0]!.text.en).toContain(`class ${line.benefitClass}`);
        }
        expect(of.byPayer.hospital ?? 0n).toBe(
          [...lines.values()].reduce((sum, { hospital }) => sum + hospital, 0n),
        );
      }),
      { numRuns: 25 },
    );
  },
);

test('a control that takes more than a line, and a line that no catalogue lists, are bugs', () => {
  const [version] = yinjiangWith().versions;
  const circumstances = { region: '999001', personType: 'ordinary', level: 'county' } as never;
  const effect = (refused: string) => ({
    lines: new Map([[LINES[0]!.lineId, { refused: parseYuan(refused), hospital: parseYuan('0') }]]),
    hospital: parseYuan('0'),
    isRefused: false,
    needsReview: false,
  });
  const split = (refused: string, of: Catalogue = catalogue) =>
    version!.split(LINES.slice(0, 1), of, circumstances, effect(refused), null);
  expect(split(yuanText(LINES[0]!.submitted)).totals.eligible).toBe(0n);
  expect(() => split(yuanText((LINES[0]!.submitted + 1n) as Amount))).toThrow(
    'the controls take more than the line',
  );
  const empty = Object.assign({}, catalogue, { termsFor: () => undefined }) as unknown as Catalogue;
  expect(() => split('0', empty)).toThrow('a line without terms was not refused');
});

describe('rules on some lines', () => {
  const name = { zh: '目录', en: 'catalogue' };
  const item = (code: string, itemClass: string, changes: object) => ({
    code,
    name,
    class: itemClass,
    ...(itemClass === 'B' && { selfPayFirst: '10%' }),
    ...changes,
  });
  const own = parseCatalogue(
    JSON.stringify({
      format: 'onecard-catalogue/1',
      id: '999101',
      version: '1',
      county: { code: '999101', name },
      effective: { from: '2020-01-01', until: 'open' },
      source: { document: name, text: name },
      items: [
        item('I1', 'A', { kind: 'drug', essential: true }),
        item('I2', 'B', { kind: 'herb', tcm: true }),
        item('I3', 'A', { kind: 'examination' }),
        item('I4', 'B', { kind: 'material' }),
        item('I5', 'A', { kind: 'preparation' }),
        item('I6', 'A', {}),
      ],
    }),
    'catalogue.json',
  );
  // Eligible: 1, 18, 4, 72, 16, 32 yuan; class B less a tenth.
  const lines = ['1', '20', '4', '80', '16', '32'].map((price, at) => ({
    item: `I${at + 1}`,
    price,
    quantity: '1',
    submitted: `${price}.00`,
  }));

  test.each([
    ['all', '143.00'],
    ['essential', '1.00'],
    ['tcm', '18.00'],
    ['essential-or-tcm', '19.00'],
    ['drugs', '35.00'],
    ['class-a', '53.00'],
    ['class-b', '90.00'],
  ] as const)('%s', (group, expected) => {
    const base: LayerOf<'supplement'>['base'] = {
      of: ['eligible'],
      lines: group,
      clause: CLAUSE,
      ...(group !== 'all' && { beforeDeductible: true }),
    };
    const first = supplement({ base, takes: ['eligible'] });
    const of = decided(
      request({ plan: planOf([first, pooling()]), bill: billOf(lines), catalogue: own }),
    );
    expect(yuanText(of.layers![0]!.base)).toBe(expected);
  });
});
