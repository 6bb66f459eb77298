/** The private daemon of a real-stack test, stopped and started as a restart of the service does. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const SOCKET = '/run/pcscd/pcscd.comm';
const PID_FILE = '/run/pcscd/pcscd.pid';
/** A daemon listens within 0.2 s; 20 s is a machine under heavy load. */
const STEPS_MAX = 2_000;
const STEP_MS = 10;

const started: ChildProcess[] = [];

/**
 * Kills the daemon: it has no time to say goodbye to anybody. The next one ends at once while the number
 * of this one is still a process, and it is one until its parent has taken note of its end.
 */
export async function stopDaemon(): Promise<void> {
  const pid = daemonPid();
  process.kill(pid, 'SIGKILL');
  await until(async () => !isProcess(pid) && !(await listens()));
}

/** Longer than any test holds it, shorter than a test may take. */
const FROZEN_SECONDS_MAX = 30;

/**
 * Holds the daemon as it is: it takes connections and answers nobody. Another process lets it go in the
 * end, because this one could be waiting for it with the only thread that would.
 */
export function freezeDaemon(): void {
  const pid = String(daemonPid());
  const thaw = ['-c', 'sleep "$1"; kill -CONT "$2"', 'thaw', String(FROZEN_SECONDS_MAX), pid];
  spawn('sh', thaw, { stdio: 'ignore' }).unref();
  process.kill(Number(pid), 'SIGSTOP');
}

export function thawDaemon(): void {
  process.kill(daemonPid(), 'SIGCONT');
}

function daemonPid(): number {
  return Number.parseInt(readFileSync(PID_FILE, 'utf8'), 10);
}

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * @param more parameters of pcscd
 * @returns the moment, in milliseconds of `performance.now()`, at which the daemon took a connection
 */
export async function startDaemon(...more: readonly string[]): Promise<number> {
  // Dies with this process, as the one before dies with the script.
  const daemon = spawn('setpriv', ['--pdeathsig', 'KILL', 'pcscd', '--foreground', ...more]);
  started.push(daemon);
  await until(async () => {
    if (daemon.exitCode !== null) throw new Error(`the daemon ended with ${daemon.exitCode}`);
    return listens();
  });
  return performance.now();
}

export async function daemonRuns(): Promise<boolean> {
  return listens();
}

export function killStartedDaemons(): void {
  for (const daemon of started) daemon.kill('SIGKILL');
}

function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(SOCKET);
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step++) {
    if (await holds()) return;
    await sleep(STEP_MS);
  }
  throw new Error('the daemon does not do as it is told');
}
