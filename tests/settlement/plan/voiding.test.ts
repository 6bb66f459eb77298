import { expect, test } from 'vitest';
import { mayVoid, parsePlan, payAfterTreatment } from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { changed, refusedDocument, yinjiangWith } from '../support.ts';

const PATH = 'plans/yinjiang-2019.yaml';
const ANCHOR = '    crossYearStay:';

function versionWith(voiding: string) {
  const line = voiding === '' ? '' : `    voiding: { ${voiding}, clause: cross-year-stay }\n`;
  return yinjiangWith([ANCHOR, `${line}${ANCHOR}`]).versions[0]!;
}

const DECIDED = plainDate('2025-12-30');

test.each([
  ['acrossYears: allowed', '2026-06-01', 'allowed', undefined],
  ['acrossYears: refused', '2025-12-31', 'allowed', undefined],
  ['acrossYears: refused', '2026-01-01', 'refused', 'across-years'],
  ['acrossYears: within-days, days: 10', '2026-01-10', 'allowed', undefined],
  ['acrossYears: within-days, days: 10', '2026-01-11', 'refused', 'days-passed'],
  ['acrossYears: within-days, days: 10', '2027-01-05', 'refused', 'days-passed'],
  ['', '2025-12-31', 'allowed', undefined],
  ['', '2026-01-01', 'refused', 'plan-silent'],
])('%s on %s: %s', (voiding, today, outcome, reason) => {
  const answer = mayVoid(versionWith(voiding), DECIDED, plainDate(today));
  expect(answer).toMatchObject({ outcome, ...(reason && { reason }) });
  if (reason && reason !== 'plan-silent') expect(answer).toHaveProperty('clause');
});

test.each([
  'acrossYears: within-days',
  'acrossYears: refused, days: 3',
  'acrossYears: within-days, days: 0',
])('%s is no rule', (voiding) => {
  const line = `    voiding: { ${voiding}, clause: cross-year-stay }\n`;
  refusedDocument(() => parsePlan(changed(PATH, [ANCHOR, `${line}${ANCHOR}`]), PATH));
});

test('a plan that does not speak of treatment before payment entitles nobody', () => {
  expect(payAfterTreatment).toBeTypeOf('function');
  expect(versionWith('').payAfterTreatment).toBeUndefined();
});
