// Median time of an APDU through one PC/SC daemon and one virtual card: the SDK, a C loop, pyscard and the
// pcsclite package.  npm run bench:reader [-- --json FILE] [--rounds N] [--exchanges N]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPeer } from './reader/peer.mjs';
import { CARD, peersOf, READER } from './reader/peers.mjs';
import { figuresOf, printResults } from './reader/report.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A round is short, so that what the machine does meanwhile meets all alike; of many, the best counts. */
const ROUNDS = '30';
const EXCHANGES = '300';
/** Compilers and caches of every kind are warm after that. */
const WARM_UP_EXCHANGES = 3_000;
/** The daemon powers a new card within half a second. */
const CARD_SEEN_MS = 1_500;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    adapter: { type: 'string' },
    rounds: { type: 'string', default: ROUNDS },
    exchanges: { type: 'string', default: EXCHANGES },
  },
});

if (process.env.ONECARD_PRIVATE_PCSCD === 'inside') await compare();
else await besideDaemon();

/** Runs this file again beside a daemon of its own. */
async function besideDaemon() {
  const script = join(ROOT, 'scripts/with-private-pcscd.sh');
  const self = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn('bash', [script, ...self], { stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  process.exitCode = status ?? 1;
}

async function compare() {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-bench-'));
  const running = [];
  try {
    const card = await startPeer(CARD, []);
    running.push(card);
    await new Promise((resolve) => setTimeout(resolve, CARD_SEEN_MS));
    const peers = [];
    for (const peer of await peersOf(folder, values.adapter)) {
      if (peer.notRun) {
        console.log(`not run: ${peer.name} (${peer.notRun})`);
        continue;
      }
      const process = await startPeer(peer, [READER, ...(peer.parameters ?? [])]);
      running.push(process);
      peers.push({ name: peer.name, process, medians: [] });
    }
    await assertSameAnswers(peers);
    await measure(peers, Number(values.rounds), Number(values.exchanges));
    const results = peers.map(({ name, medians }) => ({ name, us: Math.min(...medians) / 1_000 }));
    printResults(results, Number(values.rounds), Number(values.exchanges));
    if (values.json) {
      const text = `${JSON.stringify({ figures: figuresOf(results) }, undefined, 2)}\n`;
      await writeFile(values.json, text);
    }
  } finally {
    for (const process of running.reverse()) await process.stop();
    await rm(folder, { recursive: true });
  }
}

/** Nobody is timed who reads something else. */
async function assertSameAnswers(peers) {
  const answers = [];
  for (const { name, process } of peers) answers.push([name, await process.ask('read')]);
  const [[, expected]] = answers;
  const others = answers.filter(([, answer]) => answer !== expected);
  if (others.length > 0) throw new Error(`read something else: ${others.join(' ')}`);
  console.log(`all read the same ${expected.length / 2} bytes`);
}

/** Rounds in turn, each beginning with another peer. */
async function measure(peers, rounds, exchanges) {
  for (const { process } of peers) await process.ask(`run ${WARM_UP_EXCHANGES}`);
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < peers.length; place++) {
      const { process, medians } = peers[(round + place) % peers.length];
      medians.push(Number(await process.ask(`run ${exchanges}`)));
    }
  }
}
