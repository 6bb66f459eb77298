import { expect, test } from 'vitest';
import { parsePlan } from '../../../src/settlement/index.ts';
import { changed, refusedDocument, yinjiangWith } from '../support.ts';

const PATH = 'plans/yinjiang-2019.yaml';
const ANCHOR = '    crossYearStay:';
const line = (fields: string) => `    withoutCard: { ${fields}clause: cross-year-stay }\n${ANCHOR}`;

test.each(['post-and-review', 'reverse'] as const)('a plan chooses: %s', (then) => {
  const plan = yinjiangWith([ANCHOR, line(`afterHours: 72, then: ${then}, `)]);
  expect(plan.versions[0]!.withoutCard).toMatchObject({ afterHours: 72, outcome: then });
});

test('a plan that says nothing lets a settlement wait for its card', () => {
  expect(yinjiangWith([ANCHOR, ANCHOR]).versions[0]!.withoutCard).toBeUndefined();
});

test.each([
  'afterHours: 0, then: reverse, ',
  'afterHours: 8761, then: reverse, ',
  'afterHours: 1, then: forget, ',
  'afterHours: 1, ',
  'then: reverse, ',
])('%sis no rule', (fields) => {
  refusedDocument(() => parsePlan(changed(PATH, [ANCHOR, line(fields)]), PATH));
});
