import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changed } from '../settlement/support.ts';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

const PLAN = 'plans/yinjiang-2019.yaml';

test('plan check: a good plan and a bad one, with line and column in both languages', async () => {
  const folder = await temporaryFolder();
  const bad = join(folder, 'bad.yaml');
  writeFileSync(
    bad,
    changed(PLAN, ["'50000.00'", '50000.00'], ['ratio: half-up', 'ratio: nearest']),
  );
  const good = await onecard(['plan', 'check', PLAN, '--lang', 'en']);
  expect(good).toMatchObject({ exit: 0 });
  expect(good.stdout).toContain('yinjiang-2019');
  for (const [language, text] of [
    ['zh-CN', '不是允许的取值'],
    ['en', 'must be one of the allowed values'],
  ] as const) {
    const run = await onecard(['plan', 'check', bad, PLAN, '--lang', language]);
    expect(run.exit).toBe(3);
    expect(run.stdout).toMatch(/bad\.yaml:\d+:\d+ versions\[0\]\.rounding\.ratio/);
    expect(run.stdout).toContain(text);
    expect(run.stdout).toContain('yinjiang-2019');
  }
});

test('plan explain reads every clause out', async () => {
  const run = await onecard(['plan', 'explain', PLAN, '--lang', 'zh-CN']);
  expect(run.exit).toBe(0);
  expect(run.stdout).toContain('§ 县、乡两级定点医疗机构住院补偿比例提高到 70%');
  expect(run.stdout).toContain('【假定：');
  expect(run.stdout).toContain('未计算的条款');
});

test('plan schema is the published one', async () => {
  const run = await onecard(['plan', 'schema']);
  expect(JSON.parse(run.stdout)).toMatchObject({ title: 'OneCard plan 1' });
});

test('settle explain: the derivation of a settlement, and why a line did not get more', async () => {
  const data = join(await temporaryFolder(), 'world');
  expect((await onecard(['demo', '--data', data, '--lang', 'en'])).exit).toBe(0);
  const whole = await onecard(['settle', 'explain', '--data', data, '--lang', 'en']);
  expect(whole.stdout).toContain('ratio: 2505.98 × 55% = 1378.29 yuan [inpatient.ratio]');
  const line = await onecard([
    'settle',
    'explain',
    '--data',
    data,
    '--line',
    '9',
    '--lang',
    'zh-CN',
  ]);
  expect(line.stdout).toMatch(/第 9 行 .*个人 46\.81 元/);
  const none = await onecard(['settle', 'explain', '--data', data, '--line', '999']);
  expect(none.exit).toBe(2);
});
