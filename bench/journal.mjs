// What a durable entry of the journal costs: against bare SQLite commits of the same rows and bare fdatasync of the
// same bytes, at ten million entries, and at a restart.
// npm run bench:journal [-- --json FILE] [--rounds N] [--settlements N] [--warm N] [--entries N] [--folder DIR]
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openJournal } from '../dist/settlement.js';
import { fill } from './journal/bulk.mjs';
import {
  bareFdatasync,
  bareSqlite,
  rawDiskRate,
  rowsOf,
  sqliteOfSameTables,
} from './journal/peers.mjs';
import { TERMINAL, visitOf } from './journal/visits.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    settlements: { type: 'string', default: '128' },
    warm: { type: 'string', default: '6000' },
    entries: { type: 'string', default: '10000000' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const ROUNDS = Number(values.rounds);
const SETTLEMENTS = Number(values.settlements);
/** A desk runs for days: what it runs has long been compiled. */
const WARM_SETTLEMENTS = Number(values.warm);
const STEPS = 5;
const ENTRIES_MANY = Number(values.entries);
const ENTRIES_FEW = 10_000;
const WAITING = 64;
const WARM_TOGETHER = 256;
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
console.log(
  `warmed up with ${WARM_SETTLEMENTS} settlements before the first round; medians of ${ROUNDS} rounds`,
);
console.table(
  figures.map(({ raw, name, ours, peer, peerName, unit, ratio, processor, aim, holds }) => ({
    figure: name,
    ours: `${shown(ours)} ${unit}`,
    peer: `${shown(peer)} ${peerName}`,
    ratio: shown(ratio),
    aim: aim ?? 'none: what the tables cost',
    holds: holds ?? '',
    'processor, µs/entry': processor?.map(shown).join(' : ') ?? '',
    'disk, fdatasync/s': Math.round(raw),
  })),
);
if (values.json) {
  const json = { figures: figures.map(({ raw, ...figure }) => ({ ...figure, rawDiskRate: raw })) };
  await writeFile(values.json, `${JSON.stringify(json, undefined, 2)}\n`);
}

/** Rounds in turn through ours and every peer, so that what the disk does meanwhile meets all alike. */
async function againstPeers(how, waiting) {
  const file = place(`ours-${waiting}.journal`);
  const journal = open(file);
  const peers = {
    sqlite: bareSqlite(place(`bare-${waiting}.sqlite`)),
    tables: sqliteOfSameTables(place(`tables-${waiting}.sqlite`)),
    singly: bareSqlite(place(`singly-${waiting}.sqlite`)),
    bytes: bareFdatasync(place(`bare-${waiting}.bytes`)),
  };
  const measured = { ours: [], sqlite: [], tables: [], singly: [], bytes: [] };
  const raw = [];
  /** One round; the first warms all up, its commits larger so that it does not take for ever. */
  const round = async (count, together) => {
    const visits = Array.from({ length: count }, () => visitOf(++visitNumber));
    const from = journal.head().sequence + 1;
    const times = { ours: await timeOf(count, () => settleAll(journal, visits, together)) };
    const rows = rowsOf(file, from);
    const groups = inGroups(rows, together);
    times.sqlite = await timeOf(count, () => peers.sqlite.write(groups));
    times.tables = await timeOf(count, () => peers.tables.write(groups));
    const prepared = peers.bytes.prepare(groups);
    times.bytes = await timeOf(count, () => peers.bytes.write(prepared));
    if (waiting > 1) {
      const alone = inGroups(rows, together === waiting ? 1 : together);
      times.singly = await timeOf(count, () => peers.singly.write(alone));
    }
    return times;
  };
  if (WARM_SETTLEMENTS > 0) await round(WARM_SETTLEMENTS, WARM_TOGETHER);
  for (let number = 0; number < ROUNDS; number++) {
    raw.push(rawDiskRate(place('raw'), RAW_WRITES));
    const times = await round(SETTLEMENTS, waiting);
    for (const [name, time] of Object.entries(times)) measured[name].push(time);
  }
  for (const each of [journal, ...Object.values(peers)]) each.close();
  const rates = (name) => measured[name].map(({ rate }) => rate);
  const processorOf = (name) => median(measured[name].map(({ processor }) => processor));
  const add = (name, peerName, aim) =>
    addFigure({
      name: `durable settlements of ${STEPS} entries, ${how}`,
      ours: median(rates('ours')),
      peer: median(rates(name)),
      peerName,
      unit: 'settlements/s',
      // Round by round: what the disk did to one it did to the other.
      ratio: median(rates('ours').map((rate, at) => rate / rates(name)[at])),
      processor: [processorOf('ours'), processorOf(name)],
      aim,
      raw: median(raw),
    });
  const grouping = waiting === 1 ? 'each row a commit' : `${waiting} rows a commit`;
  add('sqlite', `bare SQLite, ${grouping}`, SQLITE_AIM);
  add('bytes', `bare fdatasync, ${grouping}`, FDATASYNC_AIM);
  if (waiting > 1) add('singly', 'bare SQLite, each row a commit', SQLITE_AIM);
  add('tables', `bare SQLite, the journal's tables and indexes, ${grouping}`);
}

async function settleAll(journal, visits, waiting) {
  let next = 0;
  const desk = async () => {
    while (next < visits.length) for (const step of visits[next++]) await journal.append(step);
  };
  await Promise.all(Array.from({ length: waiting }, desk));
}

/** Settlements a second of `work`, which does `count`, and what an entry of them takes of the processor. */
async function timeOf(count, work) {
  // Nobody pays for what another one left behind; a whole collection would throw compiled code away too.
  globalThis.gc?.({ type: 'minor' });
  const before = process.cpuUsage();
  const started = performance.now();
  await work();
  const rate = (count * 1_000) / (performance.now() - started);
  const { user, system } = process.cpuUsage(before);
  return { rate, processor: (user + system) / (count * STEPS) };
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
  if (WARM_SETTLEMENTS > 0) {
    const visits = Array.from({ length: SETTLEMENTS }, () => visitOf(++visitNumber));
    for (const journal of journals) await settleAll(journal, visits, 1);
  }
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
  if (aim === undefined) {
    figures.push(figure);
    return;
  }
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
