import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';

const EXAMPLE = join(ROOT, 'examples/catalogue');
const NAMES = ['head.yaml', 'items.csv', 'shares.tsv', 'codes.csv'] as const;

/** The example's tables in a folder of their own, with some text of the items replaced. */
async function tables(from = '', to = ''): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of NAMES) copyFileSync(join(EXAMPLE, name), join(folder, name));
  const items = readFileSync(join(EXAMPLE, 'items.csv'), 'utf8');
  expect(items).toContain(from);
  writeFileSync(join(folder, 'items.csv'), items.replace(from, to));
  return folder;
}

test('imported, checked and asked', async () => {
  const folder = await tables();
  const file = join(folder, 'out.catalogue');
  const done = await onecard(['catalogue', 'import', join(folder, 'head.yaml'), '--output', file]);
  expect(done).toMatchObject({ exit: 0, stderr: '' });
  expect(done.stdout).toContain('拒绝 0 行');

  for (const form of [file, join(folder, 'head.yaml'), 'catalogues/999101.yaml']) {
    const checked = await onecard(['catalogue', 'check', form, '--json']);
    expect(checked.exit, checked.stderr).toBe(0);
    expect(JSON.parse(checked.stdout).data.reference.id).toBe('999101');
  }

  const ask = ['catalogue', 'find', file, 'X9990011', '--region', '999001', '--date', '2026-03-01'];
  const poor = await onecard([...ask, '--person', 'destitute', '--lang', 'en']);
  expect(poor.stdout).toContain('self-pay first: 0%');
  const ordinary = await onecard([...ask, '--json']);
  expect(JSON.parse(ordinary.stdout).data).toMatchObject({ selfPayShare: '8%', benefitClass: 'B' });
  const none = await onecard(['catalogue', 'find', file, 'X0', '--date', '2026-03-01']);
  expect(none).toMatchObject({ exit: 20, stdout: '' });
});

test('with a refused row nothing is written, and the report has the row', async () => {
  const folder = await tables('S9990001,普通床位费', '床位,普通床位费');
  const file = join(folder, 'out.catalogue');
  const report = join(folder, 'report.csv');
  const run = ['catalogue', 'import', join(folder, 'head.yaml'), '--output', file];
  const refused = await onecard([...run, '--report', report, '--lang', 'en']);
  expect(refused.exit).toBe(3);
  expect(refused.stderr).toMatch(
    /items\.csv:9 code: the code has a wrong character.*\[field-code\]/,
  );
  expect(existsSync(file)).toBe(false);
  const lines = readFileSync(report, 'utf8').split('\r\n');
  expect(lines[0]).toBe('\uFEFFtable,file,line,line_end,column,rule,found,what,remedy');
  expect(lines[1]).toMatch(/^items,items\.csv,9,9,code,field-code,床位,/);
  expect(lines).toHaveLength(3);

  const accepted = await onecard([...run, '--accept-refused', '--json']);
  expect(accepted.exit).toBe(0);
  expect(JSON.parse(accepted.stdout).data).toMatchObject({ items: 9, rowsRefused: 1 });
  expect(existsSync(file)).toBe(true);
});

test('what a new edition changes', async () => {
  const folder = await tables();
  const [old, file, changes] = ['old', 'new', 'changes.csv'].map((name) => join(folder, name));
  const head = join(folder, 'head.yaml');
  await onecard(['catalogue', 'import', head, '--output', old!]);
  const items = readFileSync(join(folder, 'items.csv'), 'utf8');
  writeFileSync(join(folder, 'items.csv'), items.replace('drug,B,30%', 'drug,B,25%'));
  const run = ['catalogue', 'import', head, '--output', file!, '--compare', old!];
  const done = await onecard([...run, '--changes', changes!]);
  expect(done.stdout).toContain('新增 0，删除 0，变更 1');
  expect(readFileSync(changes!, 'utf8')).toContain(
    'changed,X9990014,,人血白蛋白 10g,selfPayFirst\r\n',
  );
});

test('a damaged file, and a folder that is not there, are named', async () => {
  const folder = await tables();
  const file = join(folder, 'out.catalogue');
  await onecard(['catalogue', 'import', join(folder, 'head.yaml'), '--output', file]);
  const bytes = readFileSync(file);
  bytes[500]! ^= 1;
  writeFileSync(file, bytes);
  const damaged = await onecard(['catalogue', 'check', file, '--json']);
  expect(damaged.exit).toBe(3);
  expect(JSON.parse(damaged.stdout).error.code).toBe('catalogue.file-damaged');
  const nowhere = join(folder, 'none', 'x');
  const run = ['catalogue', 'import', join(folder, 'head.yaml'), '--output', nowhere, '--json'];
  expect(JSON.parse((await onecard(run)).stdout).error.code).toBe('document.cannot-write');
});
