/** The built command, run as a user runs it. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

export interface CliRun {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that hangs is killed: no command of the demo takes longer on a loaded machine. */
const RUN_TIMEOUT_MS = 45_000;

/** Runs `onecard …arguments`. @throws Error when the bundle is missing */
export async function onecard(
  commandArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  timeoutMs = RUN_TIMEOUT_MS,
): Promise<CliRun> {
  const cli = join(ROOT, 'dist/cli.js');
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run bundle makes it');
  const child = spawn(process.execPath, [cli, ...commandArguments], {
    cwd: ROOT,
    env: { ...process.env, LC_ALL: 'zh_CN.UTF-8', ...environment },
    timeout: timeoutMs,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exit = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exit, stdout, stderr };
}
