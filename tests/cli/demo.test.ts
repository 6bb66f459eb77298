import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';

const BILL = 'examples/bills/yinjiang-inpatient.json';

interface Envelope {
  readonly ok: boolean;
  readonly data: {
    readonly id: string;
    readonly adjudication: {
      readonly usageBefore: { readonly deductibleMet: string; readonly benefitDrawn: string };
      readonly usageAfter: { readonly benefitDrawn: string };
      readonly byReason: { readonly deductible: string };
      readonly total: string;
    };
  };
  readonly meta: { readonly version: string; readonly schema: number };
}

function envelope(stdout: string): Envelope {
  return JSON.parse(stdout) as Envelope;
}

test('the demo makes its world, settles and prints the receipt; the next run knows the first', async () => {
  const data = join(await temporaryFolder(), 'world');
  const first = await onecard(['demo', '--data', data]);
  expect(first).toMatchObject({ exit: 0 });
  expect(first.stdout).toContain('病人应交现金');
  expect(first.stdout).toContain('【假定】');
  expect(first.stderr).toContain('结算记录已落盘');

  const second = envelope((await onecard(['demo', '--data', data, '--json'])).stdout);
  expect(second).toMatchObject({ ok: true, meta: { schema: 1 } });
  const { usageBefore, usageAfter, byReason, total } = second.data.adjudication;
  expect(BigInt(usageBefore.deductibleMet)).toBeGreaterThan(0n);
  expect(BigInt(byReason.deductible)).toBe(0n);
  expect(BigInt(usageAfter.benefitDrawn)).toBeGreaterThan(BigInt(usageBefore.benefitDrawn));
  const reasons = Object.values(byReason).map(BigInt);
  expect(reasons.reduce((sum, each) => sum + each, 0n)).toBe(BigInt(total));

  const other = await onecard(['demo', '--data', data, '--home', 'jimunai', '--lang', 'en']);
  expect(other.exit).toBe(0);
  expect(other.stdout).toContain('THE PATIENT PAYS IN CASH');
  expect(other.stdout).toContain('jimunai-2011');
});

test('the demo in the national suite: its card, module and receipt', async () => {
  const data = join(await temporaryFolder(), 'world');
  const run = await onecard(['demo', '--data', data, '--suite', '2', '--json']);
  expect(run).toMatchObject({ exit: 0 });
  expect(envelope(run.stdout)).toMatchObject({ ok: true });
  const card = await onecard(['card', 'read', '--data', data, '--json']);
  expect(JSON.parse(card.stdout)).toMatchObject({
    data: { card: { suite: 2, keyVersions: [0x38, 0x39, 0x3a] }, newestLog: {} },
  });
  // A world that is there keeps its suite, whatever is asked for.
  expect(await onecard(['demo', '--data', data, '--suite', '1'])).toMatchObject({ exit: 0 });
  const sam = await onecard(['sam', 'status', '--data', data, '--json']);
  expect(JSON.parse(sam.stdout)).toMatchObject({ data: { suite: 2, standing: 'good' } });
});

test('trial, commit, the same bill again, and the journal', async () => {
  const data = join(await temporaryFolder(), 'world');
  const bill = ['--bill', BILL, '--data', data];
  const trial = await onecard(['settle', 'trial', ...bill]);
  expect(trial.exit).toBe(0);
  const empty = await onecard(['journal', 'verify', '--data', data, '--json']);
  expect(envelope(empty.stdout).data).toMatchObject({ entryCount: 0 });

  const commit = await onecard(['settle', 'commit', ...bill, '--json']);
  const again = await onecard(['settle', 'commit', ...bill, '--json']);
  expect([commit.exit, again.exit]).toEqual([0, 0]);
  const [settled, repeated] = [envelope(commit.stdout), envelope(again.stdout)];
  expect(repeated.data).toMatchObject({ alreadySettled: true, id: settled.data.id });

  const verified = await onecard(['journal', 'verify', '--data', data, '--json']);
  expect(verified.exit).toBe(0);
  expect(envelope(verified.stdout).data).toMatchObject({
    entryCount: 5,
    outcome: 'intact',
    tail: { outcome: 'proven', through: 5 },
  });
});

test('the same bill settles alike whatever zone the host is in', async () => {
  const folder = await temporaryFolder();
  const results = [];
  for (const zone of ['UTC', 'America/New_York', 'Asia/Shanghai']) {
    const data = join(folder, zone.replace('/', '-'));
    const arguments_ = ['settle', 'commit', '--bill', BILL, '--data', data, '--json'];
    const { stdout } = await onecard(arguments_, { TZ: zone });
    results.push(envelope(stdout).data.adjudication);
  }
  expect(results[0]).toBeDefined();
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

test('card read shows every check by name, and no identity number', async () => {
  const data = join(await temporaryFolder(), 'world');
  const { exit, stdout } = await onecard(['card', 'read', '--data', data, '--card', 'jimunai']);
  expect(exit).toBe(0);
  expect(stdout).toContain('✓ card-key');
  expect(stdout).toContain('测试乙');
  expect(stdout).not.toContain('999002198509230025');
});

test('a folder that is no world, and wrong usage, exit with 2', async () => {
  const stranger = await onecard(['demo', '--data', join(ROOT, 'examples')]);
  expect(stranger.exit).toBe(2);
  expect(stranger.stderr).toContain('--data');
  expect((await onecard(['settle', 'trial'])).exit).toBe(2);
  const reader = await onecard(['demo', '--reader', 'usb', '--json']);
  expect(reader.exit).toBe(2);
  expect(envelope(reader.stdout)).toMatchObject({ ok: false, error: { code: 'usage' } });
  expect((await onecard(['--version'])).stdout.trim()).toBe(
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
  );
});
