/** What is asked of a settlement afterwards, through the built command. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

const NOBODYS = '019a0000-0000-7000-8000-000000000001';

test('status, reversal and recovery of a settlement', async () => {
  const data = join(await temporaryFolder(), 'world');
  const run = (...of: readonly string[]) => onecard([...of, '--data', data, '--lang', 'en']);
  const { stdout } = await run('demo', '--json');
  const { id } = (JSON.parse(stdout) as { readonly data: { readonly id: string } }).data;

  expect(await run('settle', 'status', id)).toMatchObject({
    exit: 0,
    stdout: `${id}: done settled\n`,
  });
  expect(await run('settle', 'recover')).toMatchObject({
    exit: 0,
    stdout: 'no settlement is open\n',
  });
  const wrongCard = await run('settle', 'reverse', id, '--reason', 'error', '--card', 'jimunai');
  expect(wrongCard).toMatchObject({ exit: 20 });
  const reversed = await run('settle', 'reverse', id, '--reason', 'charged twice', '--json');
  expect(JSON.parse(reversed.stdout)).toMatchObject({
    ok: true,
    data: { id, cardIsTold: false },
  });
  expect(await run('settle', 'status', id)).toMatchObject({
    stdout: `${id}: reversed taken back\n`,
  });

  expect(await run('settle', 'status', NOBODYS)).toMatchObject({ exit: 20 });
  expect(await run('settle', 'reverse', NOBODYS, '--reason', 'none')).toMatchObject({ exit: 20 });
  expect(await run('settle', 'status', 'none')).toMatchObject({ exit: 2 });
}, 60_000);
