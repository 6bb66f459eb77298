/** A year of bills under another plan: threads, checkpoints and sums. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OneCardError } from '../../src/errors/index.ts';
import { encodeBill, whatIf } from '../../src/settlement/index.ts';
import { temporaryFolder } from '../support/world.ts';
import { billOf, text } from './support.ts';

const worker = new URL('./support/batchThread.mjs', import.meta.url);
const REQUEST = {
  plan: text('plans/yinjiang-2019.yaml'),
  catalogues: [text('catalogues/999101.yaml')],
  worker,
};

/** Bills of three members: 1,000 yuan of class A each, one line that is none, one of an unknown county. */
async function billsFile(count: number): Promise<string> {
  const line = { item: 'X9990004', price: '1000.00', quantity: '1', submitted: '1000.00' };
  const lines = Array.from({ length: count }, (_, at) => {
    const county = at === 5 ? '999777' : '999101';
    const bill = JSON.parse(encodeBill(billOf([line], { county })));
    bill.billNumber = `B${at}`;
    bill.patient.memberNumber = `999001-01-02-03-00${at % 3}-1`;
    return JSON.stringify(at % 2 === 0 ? bill : { bill, person: { category: 'ordinary' } });
  });
  const file = join(await temporaryFolder(), 'bills.jsonl');
  writeFileSync(file, `${[...lines.slice(0, 3), '{"none"', ...lines.slice(3)].join('\n')}\n`);
  return file;
}

test('every member’s year is counted, whatever the number of threads', async () => {
  const bills = await billsFile(30);
  const one = await whatIf({ ...REQUEST, bills, threads: 1 });
  // Outside the county: 300 deductible once a member, then 55 % of the rest.
  const paid = 55_00n * (29n * 10n - 3n * 3n);
  expect(one).toMatchObject({ bills: 31, decided: 29, total: 29_000_00n });
  expect(one.byLayer.get('inpatient')).toEqual({ payer: 'pooled-fund', bills: 29, paid });
  const row = { bills: 29, total: 29_000_00n, covered: paid, cash: 29_000_00n - paid };
  expect([...one.byCounty]).toEqual([['999101', row]]);
  expect([...one.byLevel]).toEqual([['county', row]]);
  expect(one.refused).toEqual(
    new Map([
      ['unreadable', 1],
      ['wrong-catalogue', 1],
    ]),
  );
  expect(await whatIf({ ...REQUEST, bills, threads: 2 })).toEqual(one);
}, 240_000);

test('a run that was stopped goes on from its checkpoint and comes to the same', async () => {
  const bills = await billsFile(40);
  const checkpoint = `${bills}.checkpoint`;
  const whole = await whatIf({ ...REQUEST, bills, threads: 1 });
  const stop = new AbortController();
  const told: number[] = [];
  const stopped = whatIf({
    ...REQUEST,
    bills,
    checkpoint,
    checkpointLines: 10,
    threads: 2,
    signal: stop.signal,
    onProgress(lines) {
      told.push(lines);
      if (lines === 20) stop.abort();
    },
  });
  await expect(stopped).rejects.toThrow();
  expect(told).toEqual([10, 20]);
  expect(existsSync(checkpoint)).toBe(true);
  const resumed: number[] = [];
  const onProgress = (lines: number) => resumed.push(lines);
  const rest = { ...REQUEST, bills, checkpoint, checkpointLines: 10, threads: 1, onProgress };
  expect(await whatIf(rest)).toEqual(whole);
  expect(resumed).toEqual([30, 40, 41]);
  expect(existsSync(checkpoint)).toBe(false);
}, 240_000);

test.each<[string, (lines: string[]) => void, readonly number[]]>([
  ['a line among those read was changed', (lines) => lines.push(lines.shift()!), [10, 20, 30, 31]],
  ['later lines were changed and added', (lines) => lines.push(lines.pop()!, lines[0]!), [30, 32]],
])(
  'a run goes on only where it was: %s',
  async (_, change, progress) => {
    const bills = await billsFile(30);
    const request = { ...REQUEST, bills, checkpoint: `${bills}.checkpoint`, threads: 1 };
    const stop = new AbortController();
    const stopped = whatIf({
      ...request,
      checkpointLines: 10,
      signal: stop.signal,
      onProgress: (lines) => {
        if (lines === 20) stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow();
    const lines = readFileSync(bills, 'utf8').trimEnd().split('\n');
    change(lines);
    writeFileSync(bills, `${lines.join('\n')}\n`);
    const told: number[] = [];
    const onProgress = (at: number) => told.push(at);
    const resumed = await whatIf({ ...request, checkpointLines: 10, onProgress });
    expect(told).toEqual(progress);
    expect(resumed.bills).toBe(lines.length);
  },
  240_000,
);

test('what cannot be read is named', async () => {
  const bills = await billsFile(1);
  await expect(whatIf({ ...REQUEST, bills: `${bills}.none`, threads: 1 })).rejects.toThrow(
    OneCardError,
  );
  const checkpoint = `${bills}.checkpoint`;
  writeFileSync(checkpoint, readFileSync(bills));
  await expect(whatIf({ ...REQUEST, bills, checkpoint, threads: 1 })).rejects.toThrow(OneCardError);
}, 240_000);
