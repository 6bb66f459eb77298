/**
 * Tests against real software that may not be on this machine. The file that asks for the PC/SC stack is
 * run a second time inside a daemon of its own (scripts/with-private-pcscd.sh), and each of its tests
 * appears here by name with the outcome it had there. Where the stack cannot run, one test says so by name;
 * with CI=true that is a failure.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { measuredLines } from './measured.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = join(ROOT, 'scripts/with-private-pcscd.sh');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
/** The suites inside need seconds; five minutes is a daemon that hangs. */
const INSIDE_MS_MAX = 300_000;
const OUTPUT_CHARACTERS_MAX = 8_000;

/** What the runner inside calls a test that did not run; with CI=true it fails there. */
const SKIPPED: ReadonlySet<string> = new Set(['skipped', 'pending', 'todo']);

interface Finished {
  readonly status: number | null;
  readonly output: string;
}

interface InsideTest {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/**
 * Defines the tests of `file` that need a PC/SC daemon.
 * @param file `import.meta.url` of the test file
 * @param msMax for a soak: how long its tests may take altogether
 */
export function describePcscStack(file: string, define: () => void, msMax = INSIDE_MS_MAX): void {
  const name = 'PC/SC real stack';
  if (process.env.ONECARD_PRIVATE_PCSCD === 'inside') {
    describe(name, define);
    return;
  }
  describe(name, async () => {
    const probe = await run(['true'], INSIDE_MS_MAX);
    if (probe.status !== 0) return cannotRun(name, probe.output.trim());
    for (const inside of await runInside(file, msMax)) {
      const title = [...inside.ancestorTitles.slice(1), inside.title].join(' > ');
      test(title, ({ skip }) => {
        if (SKIPPED.has(inside.status)) skip();
        if (inside.status !== 'passed') throw new Error(inside.failureMessages.join('\n'));
      });
    }
  });
}

function cannotRun(name: string, reason: string): void {
  test(`not run: ${name} (${reason})`, ({ skip }) => {
    if (process.env.CI === 'true') throw new Error(`${name} must run where CI=true: ${reason}`);
    skip(reason);
  });
}

async function runInside(file: string, msMax: number): Promise<readonly InsideTest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-inside-'));
  const report = join(folder, 'report.json');
  try {
    const vitest = [process.execPath, VITEST, 'run', '--root', ROOT, fileURLToPath(file)];
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { status, output } = await run([...vitest, ...reporters], msMax);
    for (const line of measuredLines(output)) console.log(line);
    const tests = await readReport(report);
    // No test at all, or an error between tests, fails without a failed test.
    const isExplained = tests.some((inside) => inside.status === 'failed');
    const isRight = tests.length > 0 && (status === 0 || isExplained);
    return isRight ? tests : [...tests, failed('ends well inside a private daemon', output)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readReport(path: string): Promise<readonly InsideTest[]> {
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as {
      testResults: { assertionResults: InsideTest[] }[];
    };
    return report.testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    return [];
  }
}

function failed(title: string, message: string): InsideTest {
  return { ancestorTitles: [], title, status: 'failed', failureMessages: [message] };
}

/** Runs a command beside a private daemon; its standard error and output together, the end of them. */
function run(command: readonly string[], msMax: number): Promise<Finished> {
  return new Promise((resolve, reject) => {
    // What this test runner tells its workers is not for the runner inside.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !/^(VITEST|TEST$|NODE_ENV$)/.test(key)),
    );
    const child = spawn('bash', [SCRIPT, ...command], { env, timeout: msMax });
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
