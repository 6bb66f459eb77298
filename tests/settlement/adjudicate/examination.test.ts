/** The controls of a plan in a decision: what they take, what they say, and what they could not look at. */

import { expect, test } from 'vitest';
import type { PastVisit } from '../../../src/model/index.ts';
import {
  decide,
  parseRegister,
  renderExplanation,
  renderTrial,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { bill, decided, request, text, yinjiangWith } from '../support.ts';

function planWith(...controls: readonly string[]) {
  const block = ['    controls:', ...controls.map((each) => `      ${each}`), '    layers:'];
  return yinjiangWith(['    layers:', block.join('\n')]);
}

const register = parseRegister(text('examples/register/999101.yaml'), '999101.yaml');

test('a bill that a control refuses as a whole is refused, with what was found', () => {
  const plan = planWith(
    'length-of-stay: { verdict: refuse, limit: { all: 3 }, clause: remainder }',
  );
  const result = decide(request({ plan }));
  if (result.outcome !== 'refused') throw new Error('not refused');
  expect(result.reasons.map(({ code }) => code)).toEqual(['refused-by-controls']);
  expect(result.findings).toMatchObject([{ rule: 'length-of-stay', verdict: 'refuse' }]);
});

test('what a control deducts the hospital bears, and the derivation says why', () => {
  const plan = planWith(
    "daily-cost: { verdict: deduct-from-hospital, limit: { all: '100.00' }, clause: remainder }",
    'length-of-stay: { verdict: warn, limit: { all: 3 }, clause: remainder }',
  );
  const before = decided(request());
  const result = decide(request({ plan }));
  if (result.outcome !== 'adjudicated') throw new Error('refused');
  const { adjudication, findings } = result;
  const { total } = bill('examples/bills/yinjiang-inpatient.json');
  expect(adjudication.byPayer.hospital).toBe(total - 700_00n);
  expect(adjudication.byPayer.cash).toBeLessThan(before.byPayer.cash!);
  expect(findings.map(({ rule }) => rule)).toEqual(['length-of-stay', 'daily-cost']);
  const steps = adjudication.steps.filter(({ rule }) => rule.startsWith('controls.'));
  expect(steps.map(({ rule }) => rule)).toEqual([
    'controls.length-of-stay',
    'controls.daily-cost',
    'controls.hospital-of-bill',
  ]);
  expect(steps[1]!.inputs.verdict).toBe('deduct-from-hospital');
  expect(steps[1]!.result).toBe(total - 700_00n);
  expect(renderExplanation(adjudication, 'en')).toContain('[controls.daily-cost]');
});

test('a control that nobody could be asked for says so; with history and register it runs', () => {
  const plan = planWith(
    'readmission: { verdict: review, withinDays: 15, sameInstitution: true, clause: remainder }',
    'institution-designation: { verdict: warn, clause: remainder }',
    'restricted-age: { verdict: refuse, clause: remainder }',
  );
  const notRun = decided(request({ plan })).steps.filter(({ rule }) =>
    rule.startsWith('controls.'),
  );
  expect(notRun.map(({ rule, text: { en } }) => `${rule}: ${en.split(': ')[1]}`)).toEqual([
    'controls.institution-designation: nobody gave the register of institutions',
    'controls.restricted-age: nobody gave the date of birth',
    'controls.readmission: nobody gave the earlier visits',
  ]);
  const now = bill('examples/bills/yinjiang-inpatient.json');
  const earlier: PastVisit = {
    provider: now.provider.code,
    billNumber: 'ZY0',
    kind: 'inpatient',
    admittedOn: plainDate('2026-02-20'),
    dischargedOn: plainDate('2026-02-27'),
    diagnoses: now.visit.diagnoses,
    lines: [],
  };
  const { person } = request();
  const result = decide(
    request({
      plan,
      person: { ...person, bornOn: plainDate('1962-05-12') },
      history: [earlier],
      institutions: register,
    }),
  );
  expect(result.findings?.map(({ rule, verdict }) => [rule, verdict])).toContainEqual([
    'readmission',
    'review',
  ]);
});

test('what is for review leaves the amounts as they are, and the print says so', () => {
  const plan = planWith(
    'length-of-stay: { verdict: review, limit: { all: 3 }, clause: remainder }',
    "daily-cost: { verdict: warn, limit: { all: '100.00' }, clause: remainder }",
  );
  const result = decide(request({ plan }));
  if (result.outcome !== 'adjudicated') throw new Error('refused');
  const { adjudication, needsReview, findings } = result;
  expect(needsReview).toBe(true);
  expect(adjudication.byPayer).toEqual(decided(request()).byPayer);
  const { person, bill: of } = request();
  const print = renderTrial({ adjudication, bill: of, holder: person }, 'en').split('\n');
  const at = print.findIndex((line) => line.startsWith('FOR REVIEW'));
  expect(print[at + 1]!.trim()).toContain(findings[0]!.text.en.slice(0, 30));
  expect(print.slice(at).findIndex((line) => /^-+$/.test(line))).toBeLessThan(5);

  const warned = planWith(
    'length-of-stay: { verdict: warn, limit: { all: 3 }, clause: remainder }',
  );
  const other = decide(request({ plan: warned }));
  if (other.outcome !== 'adjudicated') throw new Error('refused');
  expect(other.needsReview).toBe(false);
  const plain = renderTrial({ adjudication: other.adjudication, bill: of, holder: person }, 'en');
  expect(plain).not.toContain('FOR REVIEW');
});

test('a register of another county says nothing of the institution', () => {
  const plan = planWith('institution-designation: { verdict: review, clause: remainder }');
  const elsewhere = parseRegister(
    text('examples/register/999101.yaml')
      .replace("code: '999101'", "code: '999102'")
      .replace('designatedYears: [2025, 2026]', 'designatedYears: [2025]'),
    'register.yaml',
  );
  const stepsWith = (institutions: typeof register) =>
    decided(request({ plan, institutions })).steps.filter(({ rule }) =>
      rule.startsWith('controls.'),
    );
  expect(stepsWith(elsewhere).map(({ formula }) => formula)).toEqual(['not examined']);
  // Designated, by the register of the county of treatment: examined, and nothing found.
  expect(stepsWith(register)).toEqual([]);
  const lapsed = parseRegister(
    text('examples/register/999101.yaml').replace('[2025, 2026]', '[2025]'),
    'register.yaml',
  );
  const [found] = stepsWith(lapsed);
  expect(found).toMatchObject({ formula: 'what the control takes', inputs: { verdict: 'review' } });
  expect('lineId' in found!).toBe(false);
  expect(decided(request({ plan, institutions: lapsed })).needsReview).toBe(true);
  expect('needsReview' in decided(request({ plan, institutions: register }))).toBe(false);
});

test('a finding on a line names it, and an age is looked at where it is known', () => {
  const plan = planWith('price-ceiling: { verdict: warn, takes: excess, clause: remainder }');
  const steps = decided(request({ plan })).steps.filter(
    ({ rule }) => rule === 'controls.price-ceiling',
  );
  expect(steps.map(({ lineId }) => lineId)).toEqual(['1', '12', '5', '8']);
  const aged = planWith('restricted-age: { verdict: refuse, clause: remainder }');
  const { person } = request();
  const told = (bornOn?: string) =>
    decided(
      request({ plan: aged, person: { ...person, ...(bornOn && { bornOn: plainDate(bornOn) }) } }),
    ).steps.filter(({ formula }) => formula === 'not examined').length;
  expect([told(), told('1962-05-12')]).toEqual([1, 0]);
});

test('a plan without controls examines nothing', () => {
  const result = decide(request({ history: [], institutions: register }));
  expect(result).toMatchObject({ outcome: 'adjudicated', findings: [] });
});
