import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changed, text } from '../settlement/support.ts';
import { onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';

const JIMUNAI = 'plans/jimunai-2011.yaml';

test('plan test: every plan of the package agrees with its cases', async () => {
  const run = await onecard(['plan', 'test', '--lang', 'en']);
  expect(run.exit).toBe(0);
  expect(run.stdout).toMatch(/guyuan-2018\.yaml: \d+ cases, 0 differ/);
});

test('plan test: a fen too many is told with file, line and fen', async () => {
  const folder = await temporaryFolder();
  const plan = join(folder, 'weinan.yaml');
  copyFileSync(join(ROOT, 'plans/weinan-residents.yaml'), plan);
  const cases = changed('plans/weinan-residents.cases.yaml', ["cash: '199.99'", "cash: '200.00'"]);
  writeFileSync(join(folder, 'weinan.cases.yaml'), cases);
  const run = await onecard(['plan', 'test', plan, '--lang', 'zh-CN']);
  expect(run.exit).toBe(3);
  expect(run.stdout).toMatch(/1 例不一致/);
  expect(run.stdout).toMatch(
    /weinan\.cases\.yaml:\d+:\d+ cases\[0\]\.expect\.cash: .*expected=200\.00, actual=199\.99, fen=-1/,
  );
});

test('plan test: a plan without cases is a wrong use', async () => {
  const folder = await temporaryFolder();
  const plan = join(folder, 'alone.yaml');
  copyFileSync(join(ROOT, JIMUNAI), plan);
  const run = await onecard(['plan', 'test', plan, '--lang', 'en']);
  expect(run.exit).toBe(2);
  expect(run.stderr).toContain('alone.cases.yaml');
});

test('plan diff: rule by rule, and past bills in money', async () => {
  const folder = await temporaryFolder();
  const bills = join(folder, 'bills.jsonl');
  const bill = JSON.stringify(JSON.parse(text('examples/bills/jimunai-inpatient.json')));
  writeFileSync(bills, `${bill}\n{"bill":${bill},"person":{"category":"destitute"}}\n`);
  const old = `${JIMUNAI}@2011-before-april`;
  const run = await onecard(['plan', 'diff', old, JIMUNAI, '--bills', bills, '--lang', 'en']);
  expect(run.exit).toBe(0);
  expect(run.stdout).toContain('layers.inpatient.ratios.county.ratio: 60% → 65%');
  expect(run.stdout).toContain('pooled-fund: 1726.82 → 1870.72 (+143.90)');
  expect(run.stdout).toContain('patients pay less on 2 bills');
});

test('plan diff: a version or a file that is not there, and a line that is no bill', async () => {
  const unknown = await onecard(['plan', 'diff', `${JIMUNAI}@1999`, JIMUNAI, '--lang', 'en']);
  expect(unknown.exit).toBe(2);
  expect(unknown.stderr).toContain('2011-before-april, 2011-from-april');
  const missing = await onecard(['plan', 'diff', JIMUNAI, JIMUNAI, '--bills', 'nowhere.jsonl']);
  expect(missing.exit).toBe(3);
  const bills = join(await temporaryFolder(), 'bad.jsonl');
  writeFileSync(bills, '{"format":\n');
  const bad = await onecard(['plan', 'diff', JIMUNAI, JIMUNAI, '--bills', bills]);
  expect(bad.exit).toBe(3);
  expect(bad.stderr).toContain('bad.jsonl:1');
});
