/**
 * Each sample of examples/vendors/ is made by its own compiler and run against a listening service:
 * card, trial, settlement, receipt, reversal; with answers that get lost on the way.
 */

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningDesk, startDesk } from './vendors/desk.ts';
import { missing, type Ran, runSample, SAMPLES, type Sample } from './vendors/programs.ts';
import { openWire, type Wire } from './vendors/wire.ts';

/** Of docs/command-line.md; the samples end alike. */
const EXIT = { done: 0, no: 20, unknown: 21, desk: 30 };
const REASON = '收费有误';

let desk: RunningDesk;
let wire: Wire;
beforeAll(async () => {
  desk = await startDesk();
  wire = await openWire(desk.port);
});
afterAll(async () => {
  wire.close();
  await desk.close();
});

/** Runs the sample again and again as a clerk would, over the same folder. */
async function atDesk(sample: Sample) {
  const folder = await mkdtemp(join(desk.folder, `${sample.name}-`));
  const command = await sample.make(folder);
  const kept = join(folder, 'kept');
  const given = { desk: wire.url, kept, patienceSeconds: 30 };
  return {
    run: (words: readonly string[], more: Partial<Parameters<typeof runSample>[1]> = {}) =>
      runSample([...command, ...words], { ...given, ...more }),
  };
}

function ended({ exit, stdout, stderr }: Ran) {
  return { exit, stderr, tail: stdout.slice(-200) };
}

async function visitWithLostAnswers(sample: Sample): Promise<void> {
  const { run } = await atDesk(sample);
  const billNumber = `V-${sample.name}-${wire.passed.length}`;
  const bill = await desk.billFile(billNumber);
  const before = wire.passed.length;

  // Nobody listens: nothing is settled, and it says so.
  const alone = await run([bill], { desk: 'http://127.0.0.1:9', patienceSeconds: 1 });
  expect(ended(alone)).toMatchObject({
    exit: EXIT.desk,
    stderr: expect.stringContaining('没有应答'),
  });

  // The clerk says no.
  wire.breaks([]);
  const no = await run([bill], { typed: [desk.nextCode(), 'n'] });
  expect(ended(no)).toMatchObject({ exit: EXIT.no, stderr: expect.stringContaining('未结算') });
  expect(no.stdout).toContain('测试甲 999001-01-02-03-004-1');

  // The yes reaches the service, and then the line is dead.
  wire.breaks([{ path: /\/confirmation$/, how: 'silent' }]);
  const cut = await run([bill], { typed: ['y'], patienceSeconds: 2 });
  expect(ended(cut)).toMatchObject({
    exit: EXIT.unknown,
    stderr: expect.stringContaining('结果未知'),
  });

  // Run again it asks for the same settlement, though half of what it hears is broken.
  wire.breaks([
    { path: /^\/v1\/visits$/, how: 'cut' },
    { path: /^\/v1\/visits\/[0-9a-f]+$/, how: 'lost' },
    { path: /\/reversal$/, how: 'lost' },
  ]);
  const done = await run([bill, REASON]);
  expect(ended(done)).toMatchObject({ exit: EXIT.done, stderr: '' });
  expect(done.stdout).toMatch(/病人应交现金\s+¥ 2,090\.71[\s\S]*冲正 reversed，该笔现为 reversed/);

  // What the desk's own books say: one settlement, taken back; and the key was one.
  expect(await desk.settlementsOf(billNumber)).toMatchObject([{ state: 'reversed' }]);
  const passed = wire.passed.slice(before);
  const keys = (path: RegExp) =>
    passed.filter((each) => path.test(each.path)).map(({ key }) => key);
  for (const path of [/^\/v1\/visits$/, /\/reversal$/]) {
    expect(keys(path).length).toBeGreaterThan(1);
    expect(new Set(keys(path)).size).toBe(1);
  }
}

describe('samples for other languages', () => {
  for (const sample of SAMPLES) {
    const lacking = missing(sample);
    if (lacking.length === 0) {
      test(sample.name, () => visitWithLostAnswers(sample));
      continue;
    }
    const reason = `${lacking.join(', ')} missing; bash scripts/stacks/languages.sh`;
    test(`not run: ${sample.name} (${reason})`, ({ skip }) => {
      if (process.env.CI === 'true') throw new Error(`must run where CI=true: ${reason}`);
      skip(reason);
    });
  }
});
