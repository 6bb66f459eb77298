// What a catalogue costs by its size: import, file, memory, and the time of one termsFor.
// npm run bench:catalogue [-- --json FILE] [--sizes 1000,200000] [--rounds N]
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { encodeCatalogue, importCatalogue, openCatalogue } from '../dist/settlement.js';
import { median } from './adjudicate/rounds.mjs';
import { catalogueTables, randomLines } from './support/catalogue.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    sizes: { type: 'string', default: '1000,5000,20000,50000,100000,200000' },
    rounds: { type: 'string', default: '15' },
  },
});

/** Different items that a desk meets: every line of a year's bills falls on some of these. */
const ITEMS_IN_USE = 1_000;
const ASKED = 200_000;
const CIRCUMSTANCES = {
  region: '999001',
  personType: 'ordinary',
  date: '2026-03-01',
  level: 'county',
};
const MEBIBYTE = 1024 * 1024;

function memory() {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function prepared(items) {
  const tables = catalogueTables({ items, shares: Math.ceil(items / 20), codes: 0 });
  // The rows are made beforehand, and processor time is counted: the machine may have others to serve.
  const pieces = {};
  for (const file of ['items.csv', 'shares.tsv']) pieces[file] = await tables.open(file).toArray();
  const started = process.cpuUsage();
  const { catalogue, rowsRefused } = await importCatalogue({
    ...tables,
    open: async function* (file) {
      yield* pieces[file];
    },
  });
  if (rowsRefused > 0) throw new Error(`${rowsRefused} rows refused`);
  const { user, system } = process.cpuUsage(started);
  const importMs = (user + system) / 1_000;
  const file = encodeCatalogue(catalogue);
  const before = memory();
  const opening = performance.now();
  const opened = openCatalogue(Uint8Array.from(file));
  const openMs = performance.now() - opening;
  const bytes = memory() - before;
  // A desk asks for the same thousand items again and again; an audit asks for all of them.
  const inUse = randomLines({ items, count: ITEMS_IN_USE, seed: 7 });
  const lines = {
    desk: Array.from({ length: ASKED }, (_, index) => inUse[(index * 7919) % ITEMS_IN_USE]),
    audit: randomLines({ items, count: ASKED, seed: 11 }),
  };
  return {
    items,
    importMs,
    openMs,
    bytes,
    fileBytes: file.length,
    opened,
    lines,
    ns: { desk: [], audit: [] },
  };
}

function round({ opened, lines, ns }) {
  for (const kind of ['desk', 'audit']) {
    let found = 0;
    const started = process.cpuUsage();
    for (const line of lines[kind]) {
      if (opened.termsFor(line, CIRCUMSTANCES) !== undefined) found += 1;
    }
    const { user, system } = process.cpuUsage(started);
    if (found !== ASKED) throw new Error(`${found} of ${ASKED} found`);
    ns[kind].push(((user + system) * 1e3) / ASKED);
  }
}

const sizes = values.sizes.split(',').map(Number);
const all = [];
for (const items of sizes) all.push(await prepared(items));
// Rounds go through all sizes, in a turning order, so that what the machine does meanwhile meets all alike. Each
// size is set beside the first in the same round; the median of all rounds counts.
for (let count = 0; count < Number(values.rounds); count++) {
  for (let step = 0; step < all.length; step++) round(all[(step + count) % all.length]);
}

/** Nanoseconds by size, how far they are apart, and how far medians of equal rounds are (the noise). */
function curve(kind) {
  const first = all[0].ns[kind];
  const beside = all.map(({ ns }) => ns[kind].map((each, at) => each / first[at]));
  const halves = beside.map((of) =>
    [0, 1].map((half) => median(of.filter((_, at) => at % 2 === half))),
  );
  const medians = beside.map(median);
  return {
    ns: medians.map((each) => Math.round(median(first) * each)),
    spread: Math.max(...medians) / Math.min(...medians) - 1,
    noise: Math.max(...halves.map(([one, other]) => Math.abs(one - other) / Math.max(one, other))),
  };
}
const curves = { desk: curve('desk'), audit: curve('audit') };

const rows = all.map(({ items, importMs, openMs, bytes, fileBytes }, at) => ({
  items,
  importCpuMs: Math.round(importMs),
  openMs: Math.round(openMs),
  fileMiB: Number((fileBytes / MEBIBYTE).toFixed(1)),
  memoryMiB: globalThis.gc ? Number((bytes / MEBIBYTE).toFixed(1)) : undefined,
  deskNs: curves.desk.ns[at],
  auditNs: curves.audit.ns[at],
}));
console.table(rows);
const told = ({ ns, spread, noise }) =>
  `${Math.min(...ns)} to ${Math.max(...ns)} ns, spread ${percent(spread)}, noise up to ${percent(noise)}`;
console.log(`termsFor, a desk's thousand items: ${told(curves.desk)}`);
console.log(`termsFor, any item of the catalogue: ${told(curves.audit)}`);
console.log(
  `peak resident ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB, with all sizes in memory`,
);
if (values.json)
  await writeFile(values.json, `${JSON.stringify({ rows, curves }, undefined, 2)}\n`);

function percent(of) {
  return `${(of * 100).toFixed(1)} %`;
}
