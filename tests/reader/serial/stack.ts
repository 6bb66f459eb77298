/** The real serial stack of the tests: pseudo terminals by socat, libccid under a daemon of its own. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SCRIPT = join(ROOT, 'scripts/stacks/serial.sh');
const WITH_PCSCD = join(ROOT, 'scripts/stacks/serial/with-pcscd.sh');
const CLIENT = join(ROOT, 'tests/reader/serial/pcscClient.py');
/** pyscard is a Debian package of the system's Python, whatever other Python comes first in PATH. */
const PYTHON = '/usr/bin/python3';
/** A client's answer: the longest is a card that is pulled, with the driver's own waits. */
const ANSWER_MS_MAX = 30_000;
const START_STEPS_MAX = 200;

/** Defines tests that need the stack; where it cannot run one test says so by name. */
export function describeSerialStack(name: string, define: () => void): void {
  const reason = whyNot();
  if (reason === undefined) {
    describe(name, define);
    return;
  }
  test(`not run: ${name} (${reason})`, ({ skip }) => {
    if (process.env.CI === 'true') throw new Error(`${name} must run where CI=true: ${reason}`);
    skip(reason);
  });
}

function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  try {
    execFileSync('bash', [SCRIPT], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return stderr?.trim().split('\n').at(-1) ?? 'the stack script failed';
  }
}

export interface Line {
  readonly folder: string;
  /** The host's end and the reader's end of one line. */
  readonly hostPath: string;
  readonly devicePath: string;
  close(): Promise<void>;
}

/** Two pseudo terminals, what goes into one comes out of the other. */
export async function openLine(): Promise<Line> {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-serial-'));
  const [hostPath, devicePath] = [join(folder, 'host'), join(folder, 'device')];
  const ends = [hostPath, devicePath].map((path) => `pty,raw,echo=0,link=${path}`);
  const socat = spawn('socat', ends, { stdio: 'ignore' });
  for (let step = 0; !existsSync(hostPath) || !existsSync(devicePath); step++) {
    if (step === START_STEPS_MAX) throw new Error('socat made no pseudo terminals');
    await sleep(20);
  }
  return {
    folder,
    hostPath,
    devicePath,
    async close() {
      await ended(socat);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface ClientAnswer {
  /** PC/SC code, or a program's exit status. */
  readonly code: number;
  readonly hex?: string;
  readonly atr?: string;
  readonly protocol?: string;
  readonly reader?: string;
  readonly output?: string;
}

export interface PcscClient {
  ask(request: Readonly<Record<string, unknown>>): Promise<ClientAnswer>;
  /** What daemon and driver have said since the last call. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** pyscard beside a daemon of its own whose driver is libccid's for serial readers. */
export function startPcscClient(line: Line): PcscClient {
  const logPath = join(line.folder, 'pcscd.log');
  const child = spawn('bash', [WITH_PCSCD, line.hostPath, logPath, PYTHON, CLIENT], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let trouble = '';
  child.stderr.on('data', (chunk: Buffer) => {
    trouble = (trouble + chunk.toString()).slice(-4_000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let seen = 0;
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const ends = new AbortController();
      try {
        const next = await Promise.race([
          lines.next(),
          sleep(ANSWER_MS_MAX, undefined, { signal: ends.signal }),
        ]);
        if (next?.value === undefined) throw new Error(`the client said nothing: ${trouble}`);
        return JSON.parse(next.value) as ClientAnswer;
      } finally {
        ends.abort();
      }
    },
    async log() {
      const text = await readFile(logPath, 'utf8');
      const fresh = text.slice(seen);
      seen = text.length;
      return fresh;
    },
    close: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const isOver = await Promise.race([exit.then(() => true), sleep(2_000).then(() => false)]);
  if (!isOver) {
    child.kill('SIGKILL');
    await exit;
  }
}
