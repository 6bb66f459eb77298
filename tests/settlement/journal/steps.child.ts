/**
 * Rotates, backs up or restores a journal and dies, or finds the disk full, at the call of the file system that
 * the test names; prints `done` where there are not as many, and the code of an error.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import {
  backupJournal,
  restoreJournal,
  rotateJournal,
} from '../../../src/settlement/journal/index.ts';
import { TERMINAL, tickingClock } from './support.ts';

const [file = '', work = '', how = '', at = ''] = process.argv.slice(2);
let calls = 0;

const STEPS = ['openSync', 'renameSync', 'chmodSync', 'fsyncSync', 'rmSync'] as const;
for (const name of STEPS) {
  const real = fs[name] as (...values: unknown[]) => unknown;
  const fault = (...values: unknown[]) => {
    calls += 1;
    if (calls !== Number(at)) return real(...values);
    if (how === 'kill') process.kill(process.pid, 'SIGKILL');
    throw Object.assign(new Error('no room'), { code: 'ENOSPC', syscall: name, path: values[0] });
  };
  Object.assign(fs, { [name]: fault });
}
syncBuiltinESMExports();

const options = { terminalId: TERMINAL, knownHead: undefined };
const works: Readonly<Record<string, () => Promise<unknown>>> = {
  rotate: () => rotateJournal(file, { ...options, clock: tickingClock() }),
  backup: () => backupJournal(file, `${file}.copy`),
  restore: () => restoreJournal(`${file}.copy`, file, options),
};

try {
  await works[work]?.();
  console.log('done');
} catch (error) {
  console.log((error as { code?: string }).code, (error as Error).message);
}
