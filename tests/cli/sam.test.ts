/** The security module on the command line: the world's own, and one behind a server. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/terminal/index.ts';
import { fileStore, hsmServer, SoftSam } from '../../src/virtual/index.ts';
import { onecard } from '../support/cli.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';
import { certificates, RANDOM } from '../virtual/sam/drivers.ts';

/** A world, its module behind a server, and the folder with the terminal's certificate. */
async function remoteWorld() {
  const folder = await temporaryFolder();
  const data = join(folder, 'world');
  const world = await testWorld(folder);
  const { files } = world;
  // The command has the journal to itself.
  world.close();
  const { ca, server, client } = certificates();
  const running = await hsmServer({
    tls: { ca: ca.cert, cert: server.cert, key: server.key },
    terminals: new Map([
      [client.fingerprint, async () => (await SoftSam.open(fileStore(files.sam)))!],
    ]),
    clock: systemClock,
    random: RANDOM,
  });
  onTestFinished(() => running.close());
  const tls = join(folder, 'tls');
  await mkdir(tls);
  await writeFile(join(tls, 'ca.pem'), ca.cert);
  await writeFile(join(tls, 'cert.pem'), client.cert);
  await writeFile(join(tls, 'key.pem'), client.key, { mode: 0o600 });
  return { data, remote: ['--sam', running.url, '--sam-tls', tls] };
}

test('sam status says who it is and who stands behind it', async () => {
  const data = join(await temporaryFolder(), 'world');
  const told = await onecard(['sam', 'status', '--data', data, '--json']);
  expect(told.exit).toBe(0);
  expect(JSON.parse(told.stdout).data).toMatchObject({
    id: '9991010000000001',
    role: 'SETTLE',
    pin: 'not-needed',
    standing: 'good',
  });
  const read = await onecard(['sam', 'status', '--data', data, '--lang', 'zh-CN']);
  expect(read.stdout).toMatch(/编号: 9991010000000001[\s\S]*有效/);
});

test('a settlement with the module behind a server', async () => {
  const { data, remote } = await remoteWorld();
  const status = async () => {
    const told = await onecard(['sam', 'status', '--data', data, '--json', ...remote]);
    expect(told.stderr).toBe('');
    return JSON.parse(told.stdout).data;
  };
  const before = await status();
  const demo = await onecard(['demo', '--data', data, '--json', ...remote]);
  expect(demo.exit, demo.stderr).toBe(0);
  const after = await status();
  expect(Number(after.dailySumLeft)).toBeLessThan(Number(before.dailySumLeft));
});

test('what is wrong with the choice of a module is told, each with its exit code', async () => {
  const { data, remote } = await remoteWorld();
  const ask = (...of: string[]) => onecard(['sam', 'status', '--data', data, '--json', ...of]);
  for (const wrong of [
    ['--sam', 'hard'],
    ['--sam', 'https://127.0.0.1:1/'],
  ]) {
    expect((await ask(...wrong)).exit).toBe(2);
  }
  const nobody = await ask('--sam', 'https://127.0.0.1:1/sam/1', ...remote.slice(2));
  expect(nobody.exit).toBe(17);
  expect(JSON.parse(nobody.stdout).error.code).toBe('sam.unreachable');
});
