// Trial of a bill at the desk service: against what is allowed, against the same trial without the service, and
// against a bare node:http server that takes and gives the same bytes; in turn, so that whatever else the machine
// does meets all alike.
// npm run bench:desk [-- --json FILE] [--rounds N] [--lines N] [--profile DIR]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { billOf, openAlone, openEcho, openService } from './desk/parts.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '300' },
    lines: { type: 'string', default: '60' },
    profile: { type: 'string' },
  },
});
const ROUNDS = Number(values.rounds);
const LINES = Number(values.lines);
/** What node compiles once and keeps. */
const WARM_ROUNDS = 100;
const P95_MS_MAX = 50;
/** What the service may take in a trial beside the trial itself and the bare server's part. */
const OVERHEAD_MAX = 1.5;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 };

const flags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
const folder = await mkdtemp(join(tmpdir(), 'onecard-bench-'));
const loadBefore = loadavg()[0];
const document = await billOf(LINES);
const body = JSON.stringify({ bill: document });
const service = await openService(folder, body, flags);
const answer = await service.ask();
const echo = await openEcho(folder, body, answer);
const alone = await openAlone(folder, document);
const times = { service: [], alone: [], decided: [], echo: [] };
let cpuMs;
try {
  await rounds(WARM_ROUNDS, {});
  const before = service.cpuMs();
  await rounds(ROUNDS, times);
  cpuMs = (service.cpuMs() - before) / ROUNDS;
} finally {
  await Promise.all([service.close(), echo.close(), alone.close()]);
  await rm(folder, { recursive: true, force: true });
}

async function rounds(count, kept) {
  const work = {
    service: () => service.ask(),
    alone: alone.trial,
    decided: alone.decide,
    echo: echo.ask,
  };
  for (let round = 0; round < count; round++) {
    for (const [name, ask] of Object.entries(work)) {
      const started = performance.now();
      await ask();
      kept[name]?.push(performance.now() - started);
    }
  }
}

const at = Object.fromEntries(
  Object.entries(times).map(([name, all]) => [name, quantiles(all.sort((a, b) => a - b))]),
);
const parts = ['service', 'alone', 'decided', 'echo'];
const NAMES = {
  service: `trial at the service, ${LINES} lines`,
  alone: 'the same without the service: card and decision',
  decided: 'the decision alone: bill read, adjudicated',
  echo: 'bare node:http, the same bytes',
};
console.table(
  parts.map((name) => ({
    '': NAMES[name],
    ...Object.fromEntries(Object.entries(at[name]).map(([key, ms]) => [`${key} ms`, shown(ms)])),
  })),
);
const load = [loadBefore, loadavg()[0]].map(shown);
console.log(
  `${ROUNDS} rounds; ${body.length} bytes in, ${answer.length} out; processor ${shown(cpuMs)} ms a trial; load ${load.join(' → ')}`,
);

const limit = at.alone.p50 + at.echo.p50;
const figures = [
  figure(`${NAMES.service}, p95`, at.service.p95, P95_MS_MAX, 'ms allowed', 1),
  figure(
    `${NAMES.service}, p50`,
    at.service.p50,
    limit,
    `${NAMES.alone}, and ${NAMES.echo}`,
    OVERHEAD_MAX,
  ),
];
console.table(figures);
if (values.json) {
  const json = { node: process.version, load, cpuMs, quantiles: at, figures };
  await writeFile(values.json, `${JSON.stringify(json, undefined, 2)}\n`);
}

function figure(name, ours, peer, peerName, aim) {
  const holds = ours / peer <= aim;
  const ratio = shown(ours / peer);
  return { name, ours: shown(ours), peer: shown(peer), peerName, unit: 'ms', ratio, aim, holds };
}

function quantiles(sorted) {
  const of = (share) => sorted[Math.ceil(sorted.length * share) - 1];
  return Object.fromEntries(Object.entries(QUANTILES).map(([name, share]) => [name, of(share)]));
}

function shown(ms) {
  return Math.round(ms * 100) / 100;
}
