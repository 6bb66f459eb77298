import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';

const GOOD = readFileSync(join(ROOT, 'examples/bills/yinjiang-inpatient.json'), 'utf8');

/** What is done to the good bill, and what the answer must name. */
const CASES: readonly (readonly [
  name: string,
  from: string,
  to: string,
  names: readonly string[],
])[] = [
  ['lines that do not add up', '"submitted": "245.00"', '"submitted": "246.00"', ['total']],
  ['an unknown item', 'S9990003', 'S9990999', ['lines[2].itemCode', 'unknown-item']],
  ['a negative quantity', '"quantity": "2"', '"quantity": "-2"', ['lines[2].quantity']],
  [
    'a date outside the stay',
    '"chargedOn": "2026-03-02"',
    '"chargedOn": "2026-03-12"',
    ['lines[2].chargedOn'],
  ],
  ['a number as money', '"submitted": "40.00"', '"submitted": 40.00', ['lines[2].submitted']],
  ['a field nobody knows', '"billNumber"', '"bilNumber"', ['bilNumber']],
  ['the same key twice', '"billNumber"', '"billNumber": "X",\n  "billNumber"', ['billNumber']],
];

test.each(CASES)('%s: named with file, line, path and rule; nothing is written', async (...row) => {
  const [, from, to, names] = row;
  const folder = await temporaryFolder();
  const file = join(folder, 'bill.json');
  const data = join(folder, 'world');
  expect(GOOD).toContain(from);
  writeFileSync(file, GOOD.replace(from, to));
  for (const language of ['zh-CN', 'en']) {
    const run = await onecard([
      'settle',
      'commit',
      '--bill',
      file,
      '--data',
      data,
      '--lang',
      language,
    ]);
    expect([3, 20]).toContain(run.exit);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/bill\.json:\d+:\d+ /);
    for (const name of names) expect(run.stderr).toContain(name);
  }
  const verified = await onecard(['journal', 'verify', '--data', data, '--json']);
  if (verified.exit === 0) {
    expect(JSON.parse(verified.stdout).data.entryCount).toBe(0);
  }
});

test('a bill that is not there is a named error', async () => {
  const data = join(await temporaryFolder(), 'world');
  const run = await onecard([
    'settle',
    'trial',
    '--bill',
    'nowhere.json',
    '--data',
    data,
    '--json',
  ]);
  expect(run.exit).toBe(3);
  expect(JSON.parse(run.stdout)).toMatchObject({
    ok: false,
    error: { code: 'document.cannot-read', detail: { file: 'nowhere.json' } },
  });
});
