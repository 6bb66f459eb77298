// What a catalogue costs by its size: import, file, memory, and the time of one termsFor.
// npm run bench:catalogue [-- --json FILE] [--sizes 1000,200000] [--rounds N]
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { encodeCatalogue, importCatalogue, openCatalogue } from '../dist/settlement.js';
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
    const started = performance.now();
    for (const line of lines[kind]) {
      if (opened.termsFor(line, CIRCUMSTANCES) !== undefined) found += 1;
    }
    const elapsed = performance.now() - started;
    if (found !== ASKED) throw new Error(`${found} of ${ASKED} found`);
    ns[kind].push((elapsed * 1e6) / ASKED);
  }
}

const sizes = values.sizes.split(',').map(Number);
const all = [];
for (const items of sizes) all.push(await prepared(items));
// Rounds go through all sizes, so that what the machine does meanwhile meets all alike; the best of each counts.
for (let count = 0; count < Number(values.rounds); count++) for (const each of all) round(each);

const rows = all.map(({ items, importMs, openMs, bytes, fileBytes, ns }) => ({
  items,
  importCpuMs: Math.round(importMs),
  openMs: Math.round(openMs),
  fileMiB: Number((fileBytes / MEBIBYTE).toFixed(1)),
  memoryMiB: globalThis.gc ? Number((bytes / MEBIBYTE).toFixed(1)) : undefined,
  deskNs: Math.round(Math.min(...ns.desk)),
  auditNs: Math.round(Math.min(...ns.audit)),
}));
console.table(rows);
const spread = (of) => `${Math.min(...of)} to ${Math.max(...of)} ns`;
console.log(`termsFor, a desk's thousand items: ${spread(rows.map(({ deskNs }) => deskNs))}`);
console.log(`termsFor, any item of the catalogue: ${spread(rows.map(({ auditNs }) => auditNs))}`);
console.log(
  `peak resident ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB, with all sizes in memory`,
);
if (values.json) await writeFile(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
