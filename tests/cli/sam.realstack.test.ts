/** The command line with card and security module in the two slots of a real daemon. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { describePcscStack } from '../support/realStack.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';

const SAM = ['--sam', 'reader:00 01'];

/** Keeps the world's module in the second slot until the test ends. */
async function insertSam(data: string): Promise<void> {
  const cli = join(ROOT, 'dist/cli.js');
  const inserting = spawn(process.execPath, [cli, 'sam', 'insert', '--data', data], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(async () => {
    inserting.kill('SIGINT');
    if (inserting.exitCode === null) await once(inserting, 'exit');
  });
  await once(inserting.stderr, 'data');
}

describePcscStack(import.meta.url, () => {
  test('settles with the module in the second slot', async () => {
    const data = join(await temporaryFolder(), 'world');
    const made = await onecard(['sam', 'status', '--data', data, '--json']);
    expect(made.exit).toBe(0);
    const before = JSON.parse(made.stdout).data;
    await insertSam(data);
    const status = () => onecard(['sam', 'status', '--data', data, '--json', ...SAM]);
    await expect.poll(async () => (await status()).exit, { timeout: 30_000 }).toBe(0);
    const demo = await onecard(['demo', '--reader', 'pcsc', '--data', data, '--json', ...SAM]);
    expect(demo.exit, demo.stderr).toBe(0);
    const after = JSON.parse((await status()).stdout).data;
    expect(after.id).toBe(before.id);
    expect(Number(after.usesLeft)).toBeLessThan(Number(before.usesLeft));
  });

  test('says by name that the slot is empty', async () => {
    const data = join(await temporaryFolder(), 'world');
    const empty = await onecard(['sam', 'status', '--data', data, '--json', ...SAM]);
    expect(empty.exit).toBe(17);
    expect(JSON.parse(empty.stdout).error).toMatchObject({
      code: 'sam.unreachable',
      detail: { rule: 'reader.no-card' },
    });
  });
});
