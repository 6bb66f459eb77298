/** The package's own child program and small C libraries, made once a test file. */

import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'tsup';
import { afterAll, describe, test } from 'vitest';
import { ROOT } from '../../support/sources.ts';

const run = promisify(execFile);
const NATIVE = join(ROOT, 'tests/reader/vendor/native');

/** Defines tests that need a C compiler; without one they are named as not run, with CI=true they fail. */
export function describeWithCompiler(define: () => void): void {
  const reason = 'no C compiler; as root: bash scripts/stacks/vendor.sh';
  if (hasTool('cc')) {
    describe('with a C compiler', define);
    return;
  }
  test(`not run: vendor libraries (${reason})`, ({ skip }) => {
    if (process.env.CI === 'true') throw new Error(`must run where CI=true: ${reason}`);
    skip(reason);
  });
}

/** Whether a program can be run. */
export function hasTool(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A folder that goes when the file's tests have ended. */
export async function folderOfFile(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'onecard-vendor-'));
  folders.push(folder);
  return folder;
}

/** Compiles `native/<name>.c` into a shared library. */
export async function compiled(folder: string, name: string): Promise<string> {
  const library = join(folder, `${name}.so`);
  const source = join(NATIVE, `${name}.c`);
  await run('cc', ['-shared', '-fPIC', '-O1', '-w', '-o', library, source]);
  return library;
}

export const CHILD = 'src/reader/vendor/child.ts';

/**
 * Bundles one source file as the package does, and gives the command that runs it. It lies below
 * node_modules, so that it finds koffi.
 */
export async function bundled(source: string): Promise<readonly [string, string]> {
  const outDir = await folderOfFile(join(ROOT, 'node_modules'));
  await build({
    config: false,
    entry: { bundle: join(ROOT, source) },
    outDir,
    format: 'esm',
    target: 'node20',
    silent: true,
  });
  return [process.execPath, join(outDir, 'bundle.js')];
}

/** Whether there is a process of this id, running or not yet collected. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits at most five seconds for a process to vanish. */
export async function hasVanished(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++) await sleep(50);
  return !isAlive(pid);
}
