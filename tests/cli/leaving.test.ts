/** Whoever started the command may go away or give up; a settlement is whole or not begun. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitBill } from '../../examples/cli/commands/settle.ts';
import { onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

const CLI = join(ROOT, 'dist/cli.js');

test.each(['stdout', 'stderr'] as const)('nobody reads %s any more', async (name) => {
  const data = join(await temporaryFolder(), 'world');
  const child = spawn(process.execPath, [CLI, 'demo', '--data', data]);
  // The other one must be read, or the command waits for room in its pipe.
  child[name === 'stdout' ? 'stderr' : 'stdout'].resume();
  child[name].destroy();
  const [exit] = (await once(child, 'close')) as [number | null];
  expect(exit).toBe(0);
  const { stdout } = await onecard(['journal', 'verify', '--data', data, '--json']);
  expect(JSON.parse(stdout).data).toMatchObject({ entryCount: 5, tail: { outcome: 'proven' } });
});

test('interrupted before anything is written: nothing is settled', async () => {
  const folder = await temporaryFolder();
  const options = {
    json: false,
    language: 'en',
    data: join(folder, 'world'),
    reader: 'virtual',
    card: 'yinjiang',
    sam: 'soft',
    samTls: undefined,
    signal: AbortSignal.abort(),
  } as const;
  const bill = join(ROOT, 'examples/bills/yinjiang-inpatient.json');
  await expect(commitBill(options, bill)).rejects.toMatchObject({ code: 'reader.wait-aborted' });
  const world = await testWorld(folder);
  expect(world.equipment.journal.head().sequence).toBe(0);
});
