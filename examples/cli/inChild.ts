/**
 * Runs this very command in a child process. A daemon or driver that hangs holds a thread which nothing
 * takes back, and one that crashes takes its process along: neither may happen to the process that answers.
 */

import { fork } from 'node:child_process';
import { EXIT, type OutputOptions, printError } from './output.ts';

const MARK = 'ONECARD_CHILD';
/** A child that has said its last word ends at once, unless a thread of it hangs. */
const LAST_WORD_MS = 500;

/** Whether this process is such a child. */
export function isChild(): boolean {
  return process.env[MARK] === '1' && process.send !== undefined;
}

/** Calls `listener` in a child that has lost its parent: nobody else can interrupt it any more. */
export function onOrphaned(listener: () => void): void {
  if (isChild()) process.once('disconnect', listener);
}

/** The child's last word: everything is printed, and this is the exit code. */
export function sayLastWord(): void {
  // Behind whatever is still being written.
  process.stdout.write('', () => {
    if (process.connected) process.send?.({ exit: process.exitCode ?? EXIT.done });
    // Nobody is left to end a child that a thread holds.
    else process.kill(process.pid, 'SIGKILL');
  });
}

/**
 * Runs the command line in a child and takes over its exit code.
 * @param graceMs milliseconds that the child has to end by itself once it is interrupted
 */
export async function runInChild(output: OutputOptions, graceMs = 0): Promise<void> {
  const child = fork(process.argv[1]!, process.argv.slice(2), {
    env: { ...process.env, [MARK]: '1' },
  });
  let said: number | undefined;
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    // A terminal interrupts both; whoever sends a signal means the child by it.
    child.kill(graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  child.on('message', (message: { readonly exit: number }) => {
    said = message.exit;
    child.disconnect();
    setTimeout(() => child.kill('SIGKILL'), LAST_WORD_MS).unref();
  });
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
  if (isInterrupted) said ??= EXIT.interrupted;
  if (said === undefined) {
    printError(new Error(`the examination ended by itself 检查进程意外结束 (${ended})`), output);
  } else {
    process.exitCode = said;
  }
}
