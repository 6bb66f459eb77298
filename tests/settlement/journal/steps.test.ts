/** A power cut, and a full disk, at every call that a rotation, a backup and a restoration make of the file system. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  backupJournal,
  makeIntent,
  openJournal,
  restoreJournal,
  rotateJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { bundle } from './child.ts';
import { partsOf, settlementId, TERMINAL, tickingClock } from './support.ts';
import { recorded } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

/** More calls than any of the three makes. */
const CALLS_MAX = 40;
/** A child takes a quarter of a second. */
const CHILD_MS_MAX = 10_000;
/** Node itself deadlocks now and then (nodejs/node issue 54918); what hangs by our doing hangs every time. */
const CHILD_TRIES_MAX = 3;
const options = { terminalId: TERMINAL, clock: tickingClock() };
const restoration = { terminalId: TERMINAL, knownHead: undefined };

let script: string;
beforeAll(async () => {
  script = await bundle('tests/settlement/journal/steps.child.ts', 'journal-steps');
});

/** Eleven entries, the last one open. */
async function journalFile(): Promise<string> {
  const { file } = await recorded();
  const journal = openJournal(file, options);
  await journal.append(makeIntent(partsOf(6)));
  journal.close();
  return file;
}

/** Runs the script on a fresh copy of `source`, `prepare`d. */
async function inChild(
  source: string,
  fault: readonly string[],
  prepare: (file: string) => Promise<void>,
) {
  for (let tried = 0; tried < CHILD_TRIES_MAX; tried++) {
    const file = temporaryFile();
    copyFileSync(source, file);
    await prepare(file);
    const { stdout, stderr, error } = spawnSync(process.execPath, [script, file, ...fault], {
      encoding: 'utf8',
      timeout: CHILD_MS_MAX,
      killSignal: 'SIGKILL',
    });
    if (!error) return { file, stdout, stderr };
    console.log(`${fault.join(' ')}: ${error.message}, ${JSON.stringify(stdout)}`);
  }
  throw new Error(`${fault.join(' ')} hung ${CHILD_TRIES_MAX} times`);
}

/** Does `work` to a fresh copy with the fault at each call in turn; `check` looks at what is left. */
async function atEveryCall(
  work: string,
  how: string,
  prepare: (file: string) => Promise<void>,
  check: (file: string, isDone: boolean) => Promise<void>,
): Promise<number> {
  const source = await journalFile();
  for (let at = 1; at <= CALLS_MAX; at++) {
    const { file, stdout, stderr } = await inChild(source, [work, how, `${at}`], prepare);
    const isDone = stdout === 'done\n';
    const refusal = how === 'kill' ? '' : /^store\.full /;
    if (!isDone) expect(`${stdout}${stderr}`, `${how} at call ${at}`).toMatch(refusal);
    await check(file, isDone);
    if (isDone) return at;
  }
  throw new Error(`more than ${CALLS_MAX} calls`);
}

/** Whatever happened: everything is there, once, and goes on. */
async function assertWhole(file: string): Promise<void> {
  const journal = openJournal(file, options);
  expect(journal.settled(settlementId(4))?.sequence).toBe(8);
  expect(journal.openIntents()).toMatchObject([{ id: settlementId(6), sequence: 11 }]);
  await journal.append({ kind: 'voided', id: settlementId(6), reason: 'never-settled' });
  journal.close();
  const report = await verifyJournal(file, undefined);
  expect(report.findings).toEqual([]);
  expect(report.outcome).toBe('intact');
}

test.each(['kill', 'full'])('a rotation with a %s at each step', async (how) => {
  const calls = await atEveryCall(
    'rotate',
    how,
    async () => undefined,
    async (file, isDone) => {
      await assertWhole(file);
      expect(existsSync(`${file}-2026`) || !isDone).toBe(true);
      // What was interrupted is done by the next attempt.
      if (!existsSync(`${file}-2026`)) {
        await rotateJournal(file, { ...options, knownHead: undefined });
      }
      expect((await verifyJournal(file, undefined)).earlier).toMatchObject({ outcome: 'intact' });
    },
  );
  expect(calls).toBeGreaterThan(6);
});

test.each(['kill', 'full'])('a backup with a %s at each step', async (how) => {
  const calls = await atEveryCall(
    'backup',
    how,
    async () => undefined,
    async (file) => {
      const copy = `${file}.copy`;
      if (!existsSync(copy)) await backupJournal(file, copy);
      expect(await verifyJournal(copy, undefined)).toMatchObject({
        outcome: 'intact',
        entryCount: 11,
      });
      await assertWhole(file);
      expect(readdirSync(dirname(file)).filter((name) => name.includes('.part'))).toEqual([]);
    },
  );
  expect(calls).toBeGreaterThan(4);
});

test.each(['kill', 'full'])('a restoration with a %s at each step', async (how) => {
  const calls = await atEveryCall(
    'restore',
    how,
    async (file) => {
      await backupJournal(file, `${file}.copy`);
      for (const name of readdirSync(dirname(file))) {
        if (!name.endsWith('.copy')) rmSync(join(dirname(file), name));
      }
    },
    async (file) => {
      if (!existsSync(file)) await restoreJournal(`${file}.copy`, file, restoration);
      await assertWhole(file);
    },
  );
  expect(calls).toBeGreaterThan(4);
});
