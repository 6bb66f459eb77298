/** Each cause that can be forced, forced: on the real library and, where it takes one, a real daemon. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { connectVpcd, VIRTUAL_ATR } from '../../../src/virtual/index.ts';
import { onecard } from '../../support/cli.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { temporaryFolder } from '../../support/world.ts';
import { plainCard } from '../../virtual/cards.ts';
import { killStartedDaemons, startDaemon, stopDaemon } from '../pcsc/daemon.ts';
import { slotIsEmpty, slotIsFree, slotIsFull } from '../slots.ts';
import { daemonThat } from './daemon.ts';
import { insertCardWith } from './muteCard.ts';

interface Told {
  readonly check: string;
  readonly cause: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly file?: { readonly text: string };
}

/** Runs the built command and gives its exit code and findings. */
async function doctor(
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly exit: number | null; readonly findings: readonly Told[] }> {
  const run = await onecard(['doctor', '--json', '--data', '/nowhere'], environment);
  const { ok, data, error } = JSON.parse(run.stdout);
  expect(ok).toBe(run.exit === 0);
  return { exit: run.exit, findings: (ok ? data : error.detail).findings };
}

function causes(findings: readonly Told[], ...checks: readonly string[]): readonly string[] {
  return findings.filter(({ check }) => checks.includes(check)).map(({ cause }) => cause);
}

describePcscStack(import.meta.url, () => {
  const inserted: { close(): Promise<unknown> }[] = [];
  /** Puts a card in, to be pulled after the test. */
  const keep = async (card: Promise<{ close(): Promise<unknown> }>): Promise<void> => {
    inserted.push(await card);
    await slotIsFull();
  };
  afterAll(killStartedDaemons);
  afterEach(async () => {
    for (const card of inserted.splice(0)) await card.close();
    await slotIsEmpty();
  });

  test('no card: 14', async () => {
    const { exit, findings } = await doctor();
    expect(causes(findings, 'pcsc-library', 'pcsc-service', 'pcsc-permission', 'reader')).toEqual([
      'library-loaded',
      'service-answers',
      'permitted',
      'readers-listed',
    ]);
    expect(causes(findings, 'card', 'atr')).toEqual(['card-absent', 'card-absent']);
    expect(exit).toBe(14);
  });

  test('a card: 0, and it is known', async () => {
    await keep(connectVpcd((await plainCard()).card));
    const { exit, findings } = await doctor();
    expect(causes(findings, 'card', 'atr')).toEqual(['card-answers', 'atr-known', 'slot-empty']);
    expect(exit).toBe(0);
  });

  test('a card that another process has taken: 14', async () => {
    await keep(connectVpcd((await plainCard()).card));
    const typescript = fileURLToPath(new URL('../../../scripts/typescript.mjs', import.meta.url));
    const program = fileURLToPath(new URL('holder.ts', import.meta.url));
    const holder = spawn(process.execPath, ['--import', typescript, program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const letGo = async (): Promise<void> => {
      holder.kill('SIGKILL');
      if (holder.exitCode === null && holder.signalCode === null) await once(holder, 'exit');
    };
    onTestFinished(letGo);
    await once(holder.stdout, 'data');
    const { exit, findings } = await doctor();
    expect(causes(findings, 'card', 'atr')).toEqual(['card-taken', 'slot-empty']);
    expect(exit).toBe(14);
    // The daemon learns of it in its own time; the next card must not be taken still.
    await letGo();
    await slotIsFree();
  });

  test.each([
    ['that does not answer: 15', new Uint8Array(40).fill(0x3b), ['card-mute'], 15],
    ['of no common protocol: 15', Uint8Array.of(0x3b), ['card-failed', 'atr-malformed'], 15],
    [
      'with a broken answer to reset: 0',
      new Uint8Array(33).fill(0).fill(0x3b, 0, 1),
      ['card-answers', 'atr-malformed'],
      0,
    ],
    ['of an unknown kind: 0', Uint8Array.of(0x3b, 0x00), ['card-answers', 'atr-unknown'], 0],
  ] as const)('a card %s', async (_, atr, expected, code) => {
    await keep(insertCardWith(atr));
    const { exit, findings } = await doctor();
    expect(causes(findings, 'card', 'atr')).toEqual([...expected, 'slot-empty']);
    expect(exit).toBe(code);
  });

  test('a daemon without any reader: 12, by both commands; then it ends: 10', async () => {
    const configuration = join(await temporaryFolder(), 'none.conf');
    await writeFile(configuration, '');
    await stopDaemon();
    const gone = await doctor();
    expect(causes(gone.findings, 'pcsc-service')[0]).toMatch(/^service-socket-(refused|missing)$/);
    expect(gone.exit).toBe(10);
    await startDaemon('--config', configuration);
    const { exit, findings } = await doctor();
    expect(causes(findings, 'pcsc-service', 'reader', 'card')).toEqual([
      'service-answers',
      'no-reader-plugged-in',
    ]);
    expect(exit).toBe(12);
    expect(await onecard(['readers'])).toMatchObject({ exit: 12, stdout: '' });
    await stopDaemon();
    await startDaemon();
  });

  test('a report for support holds neither the historical bytes nor this folder', async () => {
    await keep(connectVpcd((await plainCard()).card));
    const folder = await temporaryFolder();
    const file = join(folder, 'report.json');
    const run = await onecard(['doctor', '--data', '/nowhere', '--bundle', file]);
    expect(run.exit).toBe(0);
    const atr = Buffer.from(VIRTUAL_ATR).toString('hex').toUpperCase();
    expect(run.stdout).toContain(atr);
    expect(run.stderr).not.toContain(atr);
    expect(run.stderr).toContain('"format": "onecard-report/1"');
  });
});

describe('without the daemon', () => {
  test('no socket: 10', async ({ skip }) => {
    const { exit, findings } = await doctor({ PCSCLITE_CSOCK_NAME: '/none' });
    if (!isThere(findings)) skip('no PC/SC library here');
    expect(causes(findings, 'pcsc-service', 'pcsc-permission', 'reader')).toEqual([
      'service-socket-elsewhere',
      'service-unknown',
      'service-unknown',
    ]);
    expect(exit).toBe(10);
  });

  test('a socket that nobody listens on: 10', async ({ skip }) => {
    const path = join(await temporaryFolder(), 'pcscd.comm');
    await writeFile(path, '');
    const { exit, findings } = await doctor({ PCSCLITE_CSOCK_NAME: path });
    if (!isThere(findings)) skip('no PC/SC library here');
    expect(causes(findings, 'pcsc-service')).toEqual(['service-socket-refused']);
    expect(exit).toBe(10);
  });

  test.for(['hangs-up', 'listens-and-hangs-up'] as const)(
    'a daemon that %s, as one does whose polkit refuses: 11, with the rules',
    async (kind, { skip }) => {
      const path = await daemonThat({ kind });
      const { exit, findings } = await doctor({ PCSCLITE_CSOCK_NAME: path });
      if (!isThere(findings)) skip('no PC/SC library here');
      const told = causes(findings, 'pcsc-service', 'pcsc-permission');
      expect([
        ['service-answers', 'service-forbidden'],
        ['service-hangs-up', 'service-unknown'],
      ]).toContainEqual(told);
      expect(findings.find(({ file }) => file)?.file?.text).toContain('access_pcsc');
      expect(exit).toBe(11);
    },
  );

  test.for([
    [0x8010006a, 'service-forbidden', 11],
    [0x80100031, 'service-busy', 10],
    [0x80100014, 'service-failed', 10],
  ] as const)('a daemon that answers %i: %s', async ([code, cause, expected], { skip }) => {
    const path = await daemonThat({ kind: 'refuses', code });
    const { exit, findings } = await doctor({ PCSCLITE_CSOCK_NAME: path });
    if (!isThere(findings)) skip('no PC/SC library here');
    expect(causes(findings, 'pcsc-service', 'pcsc-permission')).toContain(cause);
    expect(exit).toBe(expected);
  });

  test('a daemon that never answers: 10, and the command ends all the same', async ({ skip }) => {
    const path = await daemonThat({ kind: 'silent' });
    const { exit, findings } = await doctor({ PCSCLITE_CSOCK_NAME: path });
    if (!isThere(findings)) skip('no PC/SC library here');
    expect(causes(findings, 'pcsc-service')).toEqual(['service-silent']);
    expect(exit).toBe(10);
  });
});

/** Whether there is a PC/SC library; without one that is the finding, and no daemon is met. */
function isThere(findings: readonly Told[]): boolean {
  const [library] = causes(findings, 'pcsc-library');
  if (process.env.CI === 'true') expect(library).toBe('library-loaded');
  return library === 'library-loaded';
}
