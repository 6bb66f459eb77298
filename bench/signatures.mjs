// Signatures verified a second: one thread, one thread with prepared keys, a pool of threads; beside
// OpenSSL's own loop (openssl speed), the limit.  npm run bench:signatures [-- --json FILE] [--seconds N]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SignaturePool, suiteOf } from '../dist/crypto.js';
import { opensslVerdicts } from './card/openssl.mjs';
import { figuresOf, printResults } from './card/report.mjs';

/** Keys of a county's hospitals and modules; each verifies in turn, so that no cache is too kind. */
const KEYS = 8;
const SIGNATURES = 256;
/** A settlement's card message. */
const MESSAGE_BYTES = 57;
/** One in so many is changed, and every party has to say so. */
const CHANGED_EVERY = 5;
/** OpenSSL's command line starts a process for each. */
const COMPARED_WITH_OPENSSL = 40;
/** Rounds in turn, so that what the machine does meanwhile meets all alike; the best counts. */
const ROUNDS = 3;
const ALGORITHMS = { 1: 'ecdsap256', 2: 'sm2' };

const { values } = parseArgs({
  options: { json: { type: 'string' }, seconds: { type: 'string', default: '1' } },
});
const seconds = Number(values.seconds);

const threads = availableParallelism();
const pool = SignaturePool.open({ threads });
const figures = [];
for (const suite of [suiteOf(2), suiteOf(1)]) {
  const checks = checksOf(suite);
  const expected = checks.map((_, index) => index % CHANGED_EVERY !== 0);
  await assertSameVerdicts(suite, checks, expected);
  const results = await measure(suite, checks);
  printResults(suite, results, threads);
  figures.push(...figuresOf(suite, results, threads));
}
await pool.close();
if (values.json) writeFileSync(values.json, `${JSON.stringify({ figures }, undefined, 2)}\n`);

function checksOf(suite) {
  const keys = Array.from({ length: KEYS }, () => suite.generateKeyPair());
  return Array.from({ length: SIGNATURES }, (_, index) => {
    const { privateKey, publicKey } = keys[index % KEYS];
    const message = new Uint8Array(MESSAGE_BYTES).fill(index & 0xff);
    const signature = suite.sign(privateKey, message);
    if (index % CHANGED_EVERY === 0) signature[index % 64] ^= 1;
    return { suite: suite.id, publicKey, message, signature };
  });
}

/** Nobody is timed who answers otherwise. */
async function assertSameVerdicts(suite, checks, expected) {
  const folder = mkdtempSync(join(tmpdir(), 'onecard-bench-'));
  try {
    const some = checks.slice(0, COMPARED_WITH_OPENSSL);
    const answers = {
      'one thread': checks.map((check) => verify(suite, check)),
      'thread pool': await Promise.all(checks.map((check) => pool.verify(check))),
      openssl: opensslVerdicts(folder, suite, some),
    };
    for (const { publicKey } of checks) {
      suite.prepare(publicKey);
      pool.prepare(suite.id, publicKey);
    }
    answers['one thread, prepared'] = checks.map((check) => verify(suite, check));
    answers['thread pool, prepared'] = await Promise.all(checks.map((check) => pool.verify(check)));
    for (const [name, verdicts] of Object.entries(answers)) {
      const isSame = verdicts.every((verdict, index) => verdict === expected[index]);
      if (!isSame) throw new Error(`${suite.name}: ${name} answered otherwise`);
    }
    console.log(
      `${suite.name}: ${SIGNATURES} verdicts (one in ${CHANGED_EVERY} changed) the same five times over`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(suite, checks) {
  const unprepared = checksOf(suite);
  const runs = {
    unprepared: () => oneThread(suite, unprepared),
    prepared: () => oneThread(suite, checks),
    pool: () => wholePool(checks),
    opensslOne: () => opensslSpeed(suite, 1),
    opensslAll: () => opensslSpeed(suite, threads),
  };
  const best = Object.fromEntries(Object.keys(runs).map((name) => [name, 0]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(runs)) best[name] = Math.max(best[name], await run());
  }
  return best;
}

/** By the clock of the processor, as `openssl speed` counts when it is alone. */
function oneThread(suite, checks) {
  const start = process.cpuUsage();
  let count = 0;
  let usedSeconds = 0;
  while (usedSeconds < seconds) {
    for (const check of checks) verify(suite, check);
    count += checks.length;
    const { user, system } = process.cpuUsage(start);
    usedSeconds = (user + system) / 1e6;
  }
  return count / usedSeconds;
}

/** By the wall's clock, as `openssl speed -multi`; some hundred questions under way, as a server has them. */
async function wholePool(checks) {
  const start = performance.now();
  let count = 0;
  const ask = async () => {
    while (performance.now() - start < 1000 * seconds) {
      await pool.verify(checks[count++ % checks.length]);
    }
  };
  await Promise.all(Array.from({ length: 128 * threads }, ask));
  return count / ((performance.now() - start) / 1000);
}

/** The last column of its table: verifications a second, of all its processes together. */
async function opensslSpeed(suite, processes) {
  const multi = processes > 1 ? ['-multi', String(processes)] : [];
  const args = ['speed', '-seconds', String(seconds), ...multi, ALGORITHMS[suite.id]];
  const child = spawn('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  const figure = Number(text.trim().split('\n').at(-1).trim().split(/\s+/).at(-1));
  if (!(figure > 0)) throw new Error(`no figure in: ${text}`);
  return figure;
}

function verify(suite, { publicKey, message, signature }) {
  return suite.verify(publicKey, message, signature);
}
