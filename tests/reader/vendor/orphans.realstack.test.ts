/** Nothing is left behind: children go with their parent, however it goes. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { NATIONAL_CARD_BINDING } from '../../../src/reader/vendor/national/binding.ts';
import {
  bundled,
  CHILD,
  compiled,
  describeWithCompiler,
  folderOfFile,
  hasVanished,
} from './support.ts';

let command: readonly [string, string];
let faults: string;
let national: string;

describeWithCompiler(() => {
  beforeAll(async () => {
    const folder = await folderOfFile();
    [command, faults, national] = await Promise.all([
      bundled(CHILD),
      compiled(folder, 'faults'),
      compiled(folder, 'national'),
    ]);
  });

  test('a program that forgets to close still ends, and its child with it', async () => {
    const [program, script] = await bundled('src/reader/vendor/vendorProcess.ts');
    const forgetful = `
      import { VendorProcess } from ${JSON.stringify(script)};
      const [library, ...command] = process.argv.slice(1);
      const binding = ${JSON.stringify(NATIONAL_CARD_BINDING)};
      const vendor = new VendorProcess({ library, command }, binding);
      await vendor.call('iReadCardBas', { iType: 1 });
      console.log(vendor.pid);
    `;
    const parameters = ['--input-type=module', '-e', forgetful, national, ...command];
    const { stdout } = await promisify(execFile)(program, parameters, { timeout: 30_000 });
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(await hasVanished(Number(stdout))).toBe(true);
  });

  test('a child whose parent is killed in the middle of a hang goes too', async () => {
    const parent = spawn(process.execPath, ['-e', PARENT, ...command, faults], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(pid).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(await hasVanished(pid)).toBe(true);
  });
});

/** Starts the child, loads the library, begins a call that hangs, and tells the child's id. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const [program, script, library] = process.argv.slice(1);
  const child = spawn(program, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ask = (id, rest) => child.stdin.write(JSON.stringify({ id, ...rest }) + '\\n');
  const binding = { name: 'x', convention: 'cdecl', functions: { iChangePIN: { returns: 'long', timeoutMs: 1000,
    arguments: [{ name: 'iType', kind: 'int' }, { name: 'pOutInfo', kind: 'text-out', sizeBytes: 9 }] } } };
  child.stdout.on('data', (text) => {
    if (String(text).includes('missing')) {
      ask(2, { method: 'call', function: 'iChangePIN', arguments: { iType: 1 } });
      setTimeout(() => console.log(child.pid), 300);
    }
  });
  ask(1, { method: 'load', library, binding });
`;
