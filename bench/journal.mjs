// What a durable entry of the journal costs: against bare SQLite commits of the same rows and bare fdatasync of the
// same bytes, at ten million entries, and at a restart.
// npm run bench:journal [-- --json FILE] [--rounds N] [--settlements N] [--entries N] [--folder DIR]
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openJournal } from '../dist/settlement.js';
import { fill } from './journal/bulk.mjs';
import { bareFdatasync, bareSqlite, rawDiskRate, rowsOf } from './journal/peers.mjs';
import { TERMINAL, visitOf } from './journal/visits.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    settlements: { type: 'string', default: '128' },
    entries: { type: 'string', default: '10000000' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const ROUNDS = Number(values.rounds);
const SETTLEMENTS = Number(values.settlements);
const ENTRIES_MANY = Number(values.entries);
const ENTRIES_FEW = 10_000;
const WAITING = 64;
const OPEN_VISITS = 100;
const RAW_WRITES = 200;
const READY_MS_MAX = 2_000;
const COST_MAX = 1.2;
const SQLITE_AIM = 0.7;
const FDATASYNC_AIM = 0.5;
const GIBIBYTE = 1024 ** 3;

const clock = { now: Date.now };
const open = (file) => openJournal(file, { terminalId: TERMINAL, clock });
const folder = await mkdtemp(join(values.folder, 'onecard-bench-'));
const place = (name) => join(folder, name);
const figures = [];
let visitNumber = 0;
try {
  await againstPeers('one after another', 1);
  await againstPeers(`${WAITING} waiting`, WAITING);
  await atManyEntries();
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.table(
  figures.map(({ raw, name, ours, peer, peerName, unit, ratio, aim, holds }) => ({
    figure: name,
    ours: `${shown(ours)} ${unit}`,
    peer: `${shown(peer)} ${peerName}`,
    ratio: shown(ratio),
    aim,
    holds,
    'disk, fdatasync/s': Math.round(raw),
  })),
);
if (values.json) {
  const json = { figures: figures.map(({ raw, ...figure }) => ({ ...figure, rawDiskRate: raw })) };
  await writeFile(values.json, `${JSON.stringify(json, undefined, 2)}\n`);
}

/** Rounds in turn through ours, SQLite and fdatasync, so that what the disk does meanwhile meets all alike. */
async function againstPeers(how, waiting) {
  const file = place(`ours-${waiting}.journal`);
  const journal = open(file);
  const sqlite = bareSqlite(place(`bare-${waiting}.sqlite`));
  const singly = bareSqlite(place(`singly-${waiting}.sqlite`));
  const bytes = bareFdatasync(place(`bare-${waiting}.bytes`));
  const rates = { ours: [], sqlite: [], singly: [], bytes: [], raw: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.raw.push(rawDiskRate(place('raw'), RAW_WRITES));
    const visits = Array.from({ length: SETTLEMENTS }, () => visitOf(++visitNumber));
    const from = journal.head().sequence + 1;
    rates.ours.push(await rateOf(() => settleAll(journal, visits, waiting)));
    const rows = rowsOf(file, from);
    const alone = rows.map((row) => [row]);
    const groups = waiting === 1 ? alone : inGroups(rows, waiting);
    rates.sqlite.push(await rateOf(() => sqlite.write(groups)));
    rates.bytes.push(await rateOf(() => bytes.write(groups)));
    if (waiting > 1) rates.singly.push(await rateOf(() => singly.write(alone)));
  }
  for (const each of [journal, sqlite, singly, bytes]) each.close();
  const add = (peer, peerName, aim) =>
    addFigure({
      name: `durable settlements of 5 entries, ${how}`,
      ours: median(rates.ours),
      peer: median(peer),
      peerName,
      unit: 'settlements/s',
      // Round by round: what the disk did to one it did to the other.
      ratio: median(rates.ours.map((rate, at) => rate / peer[at])),
      aim,
      raw: median(rates.raw),
    });
  const grouping = waiting === 1 ? 'each row a commit' : `${waiting} rows a commit`;
  add(rates.sqlite, `bare SQLite, ${grouping}`, SQLITE_AIM);
  add(rates.bytes, `bare fdatasync, ${grouping}`, FDATASYNC_AIM);
  if (waiting > 1) add(rates.singly, 'bare SQLite, each row a commit', SQLITE_AIM);
}

async function settleAll(journal, visits, waiting) {
  let next = 0;
  const desk = async () => {
    while (next < visits.length) for (const step of visits[next++]) await journal.append(step);
  };
  await Promise.all(Array.from({ length: waiting }, desk));
}

/** Settlements a second of `work`, which does as many as a round has. */
async function rateOf(work) {
  const started = performance.now();
  await work();
  return (SETTLEMENTS * 1_000) / (performance.now() - started);
}

async function atManyEntries() {
  const few = place('few.journal');
  const many = place('many.journal');
  for (const [file, count] of [
    [few, ENTRIES_FEW],
    [many, ENTRIES_MANY],
  ]) {
    const journal = open(file);
    await settleAll(journal, [visitOf(++visitNumber)], 1);
    journal.close();
    fill(file, count);
  }
  const { size } = await stat(many);
  console.log(`${ENTRIES_MANY} entries: ${(size / GIBIBYTE).toFixed(2)} GiB`);
  await appendCost(few, many);
  await restart(many);
}

/** The same visits into both, in turn: only what lies beneath them differs. */
async function appendCost(few, many) {
  const journals = [open(few), open(many)];
  const costs = [[], []];
  const raw = [];
  for (let round = 0; round < ROUNDS * 2; round++) {
    raw.push(rawDiskRate(place('raw'), RAW_WRITES));
    const visits = Array.from({ length: SETTLEMENTS / 2 }, () => visitOf(++visitNumber));
    // Whoever goes first may meet a cold cache: they take turns.
    for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const started = performance.now();
      await settleAll(journals[at], visits, 1);
      costs[at].push(((performance.now() - started) * 1_000) / (visits.length * 5));
    }
  }
  for (const journal of journals) journal.close();
  const [atFew, atMany] = costs;
  addFigure({
    name: `durable append at ${ENTRIES_MANY} entries`,
    ours: median(atMany),
    peer: median(atFew),
    peerName: `at ${ENTRIES_FEW} entries`,
    unit: 'µs',
    ratio: median(atMany.map((cost, at) => cost / atFew[at])),
    aim: COST_MAX,
    isCost: true,
    raw: median(raw),
  });
}

async function restart(file) {
  const journal = open(file);
  const intents = Array.from({ length: OPEN_VISITS }, () => visitOf(++visitNumber)[0]);
  await Promise.all(intents.map((intent) => journal.append(intent)));
  journal.close();
  const script = fileURLToPath(new URL('./journal/restart.mjs', import.meta.url));
  const times = [];
  const ready = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const { stdout } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
    const { open: openCount, readyMs } = JSON.parse(stdout);
    if (openCount < OPEN_VISITS) throw new Error(`${openCount} open visits`);
    times.push(performance.now() - started);
    ready.push(readyMs);
  }
  const allowed = { peer: READY_MS_MAX, peerName: 'ms allowed', unit: 'ms', aim: 1, isCost: true };
  addFigure({
    ...allowed,
    name: `the journal's part of a restart at ${ENTRIES_MANY} entries with ${OPEN_VISITS} open visits`,
    ours: median(ready),
    ratio: median(ready) / READY_MS_MAX,
    raw: rawDiskRate(place('raw'), RAW_WRITES),
  });
  addFigure({
    ...allowed,
    name: `restart of the process at ${ENTRIES_MANY} entries with ${OPEN_VISITS} open visits`,
    ours: median(times),
    ratio: median(times) / READY_MS_MAX,
    raw: rawDiskRate(place('raw'), RAW_WRITES),
  });
}

function addFigure({ isCost = false, ...figure }) {
  const { ratio, aim } = figure;
  figures.push({ ...figure, holds: isCost ? ratio <= aim : ratio >= aim });
}

function inGroups(rows, size) {
  const groups = [];
  for (let at = 0; at < rows.length; at += size) groups.push(rows.slice(at, at + size));
  return groups;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function shown(value) {
  return value >= 100 ? Math.round(value) : Number(value.toFixed(2));
}
