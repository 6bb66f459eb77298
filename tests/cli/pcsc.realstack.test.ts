import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { describePcscStack } from '../support/realStack.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';

const run = promisify(execFile);
const AID_HEX = 'F04F4E454341524401';
const BILL = 'examples/bills/yinjiang-inpatient.json';
/** A daemon polls its slots every half second; a loaded machine gets twenty times that. */
const INSERT_TRIES = 40;

/** Puts the demo's card into the daemon's slot by the command, until the test ends. */
async function insertCard(data: string, more: readonly string[] = []): Promise<void> {
  const inserting = spawn(
    process.execPath,
    [join(ROOT, 'dist/cli.js'), 'card', 'insert', '--data', data, ...more],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(async () => {
    inserting.kill('SIGINT');
    if (inserting.exitCode === null) await once(inserting, 'exit');
  });
  await once(inserting.stderr, 'data');
}

describePcscStack(import.meta.url, () => {
  test('the demo goes through the daemon, and opensc-tool sees the same card', async () => {
    const data = join(await temporaryFolder(), 'world');
    const demo = await onecard(['demo', '--reader', 'pcsc', '--data', data, '--json']);
    expect(demo.stderr).not.toContain('Error');
    expect(demo.exit).toBe(0);
    const { id } = JSON.parse(demo.stdout).data;

    await insertCard(data);
    let seen = '';
    for (let tried = 0; tried < INSERT_TRIES && !seen.includes('9000'); tried++) {
      await delay(250);
      const select = `00A40400${(AID_HEX.length / 2).toString(16).padStart(2, '0')}${AID_HEX}00`;
      const opensc = run('opensc-tool', ['-r', '0', '-a', '-s', select]);
      seen = await opensc.then(({ stdout }) => stdout).catch(() => '');
    }
    expect(seen).toMatch(/SW1=0x90, SW2=0x00|9000/);
    expect(seen.toUpperCase().replaceAll(/[\s:]/g, '')).toContain('3B');

    // The card is in the slot of another process: whatever this one does goes through the daemon.
    const read = await onecard(['card', 'read', '--reader', 'pcsc', '--data', data, '--json']);
    expect(read.exit).toBe(0);
    const { slots } = JSON.parse(read.stdout).data;
    expect(
      slots.map((slot: { state: { settlementId?: string } }) => slot.state.settlementId),
    ).toContain(id);
  });

  test('a card in use that somebody else put in is recognised and read, without a module', async () => {
    const data = join(await temporaryFolder(), 'world');
    await insertCard(data, ['--profile', 'social-security-3']);
    const read = await onecard(['card', 'read', '--reader', 'pcsc', '--data', data, '--json']);
    expect(JSON.parse(read.stdout).data).toMatchObject({
      source: 'social-security',
      fieldsRead: ['sex', 'bornOn', 'identityNumber'],
      checks: expect.arrayContaining([
        { name: 'terminal-accepted', outcome: 'not-proven', cause: 'no-module' },
      ]),
    });
  });

  test('a bill is settled through the daemon by a card that somebody else put in', async () => {
    const data = join(await temporaryFolder(), 'world');
    await onecard(['card', 'read', '--data', data]);
    await insertCard(data);
    const bill = ['--bill', BILL, '--reader', 'pcsc', '--data', data, '--json'];
    const settled = await onecard(['settle', 'commit', ...bill]);
    expect(settled.exit).toBe(0);
    const again = await onecard(['settle', 'commit', ...bill]);
    expect(JSON.parse(again.stdout).data).toMatchObject({ alreadySettled: true });
  });
});

test('without a daemon the demo says so and exits with 10', async () => {
  const data = join(await temporaryFolder(), 'world');
  const nowhere = { PCSCLITE_CSOCK_NAME: '/none' };
  const run_ = await onecard(['card', 'read', '--reader', 'pcsc', '--data', data], nowhere);
  expect([10, 13]).toContain(run_.exit);
  expect(run_.stderr).toMatch(/\[reader\.(service|library)-not-/);
});
