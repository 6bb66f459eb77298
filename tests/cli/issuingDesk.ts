/** The built command as the county's desk runs it, and kills in the middle. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { FileKeyStore, Passphrase } from '../../src/issuing/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { memoryStore, SoftSam } from '../../src/virtual/index.ts';
import { type CliRun, onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';

export const PASSPHRASE = 'four words of a test';
export const ENVIRONMENT = { ONECARD_ISSUER_PASSPHRASE: PASSPHRASE };

/** A folder of its own that goes with the test. */
export function deskFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onecard-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function desk(...command: readonly string[]): Promise<CliRun> {
  return onecard([...command, '--lang', 'en'], ENVIRONMENT);
}

/** As `desk`, where a large batch takes longer than any other command. */
export function deskWithin(timeoutMs: number, ...command: readonly string[]): Promise<CliRun> {
  return onecard([...command, '--lang', 'en'], ENVIRONMENT, timeoutMs);
}

/** The module of a terminal: a copy of the one in the issuer's store, counting in memory. */
export async function terminalSam(issuer: string): Promise<SoftSam> {
  const passphrase = new Passphrase(PASSPHRASE);
  const store = await FileKeyStore.open(join(issuer, 'keys'), { passphrase, random: systemRandom });
  const sam = await SoftSam.open(memoryStore(await store.load('sam-settle')));
  if (!sam) throw new Error('the store has no module of role SETTLE');
  return sam;
}

/**
 * Starts the command and kills it -9 some time after it has made more cards than were there.
 * @returns whether it was killed before it ended by itself
 */
export async function killed(
  command: readonly string[],
  cards: string,
  afterMs: () => number,
): Promise<boolean> {
  const before = readable(cards).length;
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), ...command], {
    cwd: ROOT,
    env: { ...process.env, ...ENVIRONMENT },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const poll = setInterval(() => {
    if (readable(cards).length <= before) return;
    clearInterval(poll);
    setTimeout(() => child.kill('SIGKILL'), afterMs());
  }, POLL_MS);
  await ended;
  clearInterval(poll);
  return child.signalCode === 'SIGKILL';
}

/** Between two looks at the folder; a lot of 64 cards takes longer. */
const POLL_MS = 20;

/** Digest of every card file by its name. */
export function cardHashes(cards: string): ReadonlyMap<string, string> {
  const names = readable(cards).filter((name) => name.endsWith('.card'));
  return new Map(
    names.map((name) => {
      const bytes = readFileSync(join(cards, name));
      return [name, createHash('sha256').update(bytes).digest('hex')];
    }),
  );
}

function readable(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
