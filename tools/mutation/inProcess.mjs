/**
 * A Stryker test runner that loads the tests once and then judges mutant after mutant in the same process.
 * Vitest loads every module anew for every mutant, which costs seconds; a decision costs microseconds.
 *
 * A mutant of code that only ran while the tests were loading is out of its reach (Stryker calls it
 * static): tests that compile a plan do so inside a test. Random tests draw from one seed and do not shrink.
 */

import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join, resolve } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** The tests that judge a mutant: in process, without a stack or a command line. */
const JUDGES = [
  'tests/money.test.ts',
  'tests/apportion.test.ts',
  'tests/settlement/adjudicate/',
  'tests/settlement/planLibrary.test.ts',
  'tests/settlement/explanation/whyNotMore.test.ts',
  'tests/settlement/nationalFields.test.ts',
  'tests/settlement/oracle/oracle.test.ts',
];

class InProcessRunner {
  #tests = null;
  #namespace = null;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.env.ONECARD_ORACLE_BILLS ??= '100';
    register(new URL('hooks.mjs', import.meta.url));
    globalThis.__stryker__ ??= {};
    this.#namespace = globalThis.__stryker__;
  }

  async dryRun() {
    const tests = await this.#load();
    for (const test of tests) test.result = await this.#cover(test, test.id);
    return {
      status: 'complete',
      tests: tests.map(({ result }) => result),
      mutantCoverage: this.#namespace.mutantCoverage,
    };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const chosen = testFilter && new Set(testFilter);
    const loaded = await this.#load();
    // In a process that was started in the middle: nothing lazy may be made under a mutant.
    for (const test of loaded) test.result ??= await this.#cover(test, 'warming up');
    const tests = loaded
      .filter(({ id }) => !chosen || chosen.has(id))
      .sort((a, b) => a.result.timeSpentMs - b.result.timeSpentMs);
    const namespace = this.#namespace;
    namespace.activeMutant = activeMutant.id;
    namespace.hitCount = 0;
    // Stryker allows a hundred times what the unchanged code does; a loop without an end shows at ten.
    const hitsMax = hitLimit === undefined ? undefined : Math.ceil(hitLimit / 10);
    namespace.hitLimit = hitsMax;
    try {
      let nrOfTests = 0;
      for (const test of tests) {
        nrOfTests += 1;
        const result = await judge(test);
        if (hitsMax !== undefined && namespace.hitCount > hitsMax) {
          return { status: 'timeout', reason: 'hit limit' };
        }
        if (result.status === 1) {
          const failureMessage = result.failureMessage;
          return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests };
        }
      }
      return { status: 'survived', nrOfTests };
    } finally {
      namespace.activeMutant = undefined;
      namespace.hitLimit = undefined;
      namespace.hitCount = undefined;
    }
  }

  async dispose() {}

  async #cover(test, id) {
    this.#namespace.currentTestId = id;
    const result = await judge(test);
    this.#namespace.currentTestId = undefined;
    return result;
  }

  async #load() {
    if (this.#tests) return this.#tests;
    const { collect } = await import('./vitest.mjs');
    const named = (process.env.ONECARD_MUTATION_TESTS ?? '').split(/\s+/).filter(Boolean);
    const left = process.env.ONECARD_MUTATION_WITHOUT ?? '';
    const judges = (named.length > 0 ? named : JUDGES.flatMap(filesOf)).filter(
      (file) => left === '' || !new RegExp(left).test(file),
    );
    this.#tests = await collect(judges);
    return this.#tests;
  }
}

/** The files that a path names, from the sandbox: a file, or every test of a folder. */
function filesOf(path) {
  if (!path.endsWith('/')) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith('.test.ts'));
  return names.sort().map((name) => join(path, name));
}

async function judge({ id, name, file, run }) {
  const start = performance.now();
  const result = { id, name, fileName: resolve(file) };
  try {
    await run();
    return { ...result, status: 0, timeSpentMs: performance.now() - start };
  } catch (error) {
    const failureMessage = `${error?.message ?? error}`.slice(0, 500);
    return { ...result, status: 1, failureMessage, timeSpentMs: performance.now() - start };
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner),
];
