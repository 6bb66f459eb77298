/** A second process that runs our own sources, and dies when the test says so. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { build } from 'tsup';
import { ROOT } from '../../support/sources.ts';

/** As deep below the root as the sources of the tests, so that paths from there hold; packages are found from here. */
const FOLDER = join(ROOT, 'node_modules', '.onecard-tests');

/** Bundles a script of the tests for plain Node. @returns its path */
export async function bundle(script: string, name: string): Promise<string> {
  await build({
    entry: { [name]: join(ROOT, script) },
    outDir: FOLDER,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    clean: false,
    dts: false,
    config: false,
    silent: true,
    outExtension: () => ({ js: '.mjs' }),
  });
  return join(FOLDER, `${name}.mjs`);
}

export interface Child {
  /** Lines that it printed so far. */
  readonly lines: readonly string[];
  /** Resolves when `count` lines were printed; rejects when it ended before. */
  printed(count: number): Promise<void>;
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>;
}

export function start(script: string, ...args: readonly string[]): Child {
  const process: ChildProcessByStdio<null, Readable, Readable> = spawn(
    globalThis.process.execPath,
    [script, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  let complaint = '';
  let wake = () => {};
  createInterface(process.stdout).on('line', (line) => {
    lines.push(line);
    wake();
  });
  process.stderr.on('data', (data) => {
    complaint += String(data);
  });
  let isGone = false;
  const closed = new Promise<void>((resolve) => {
    process.on('close', () => {
      isGone = true;
      wake();
      resolve();
    });
  });
  return {
    lines,
    async printed(count) {
      while (lines.length < count) {
        if (isGone) throw new Error(`the child ended after ${lines.length} lines: ${complaint}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async kill() {
      process.kill('SIGKILL');
      await closed;
    },
  };
}
