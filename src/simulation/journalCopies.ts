/** Copies of a journal: one takes the place of a disk that is gone; an older one must not be gone on with. */

import type { JournalHead } from '../model/index.ts';
import type { Database } from '../settlement/journal/connection.ts';
import { verifyJournalIn } from '../settlement/journal/verify/verifyJournal.ts';
import { chinaDate } from '../time.ts';
import { settleAt, type VisitEnd } from './clerk.ts';
import type { Desk } from './desk.ts';
import { centreRows } from './evidence.ts';
import { JOURNAL_FILE, sharedRows } from './memoryFolder.ts';
import { SeededRandom } from './random.ts';
import { drawBill } from './world/bills.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

const COPY_FILE = `${JOURNAL_FILE}.part`;
/** Copies that were put away, by desk. */
const copies = new WeakMap<Desk, Database>();

/** The disk is gone; the backup of this moment is proven, and put in its place. */
export async function restoreCopy(world: World, desk: Desk): Promise<VisitEnd> {
  desk.stop();
  await putInPlace(world, desk, copyOf(desk.disk.rows));
  return 'restored';
}

/** The newest head that a centre has of the desk's journal. */
export function newestKnownHead(world: World, { terminalId }: Desk): JournalHead | undefined {
  const heads = [...world.houses.keys()].flatMap(
    (county) => centreRows(world, county).acknowledged(terminalId) ?? [],
  );
  return heads.sort((a, b) => b.sequence - a.sequence)[0];
}

/** Proves the copy beside the files of earlier years, and puts it where the journal was. */
export async function putInPlace(world: World, desk: Desk, copy: Database): Promise<void> {
  const { disk } = desk;
  disk.put(COPY_FILE, copy);
  const known = newestKnownHead(world, desk);
  const { outcome, findings } = await verifyJournalIn(disk.files(), COPY_FILE, known);
  if (outcome === 'damaged') {
    const names = findings.map(({ name }) => name).join(' ');
    world.notebook.seen.push(`restored: a copy of ${desk.terminalId} has ${names}`);
  }
  disk.restore(COPY_FILE);
}

/**
 * The first time a copy is put away. Later somebody starts the desk on it: where the centre of the person's
 * county knows more of this terminal, nothing may be settled or taken back.
 */
export async function tryOlderCopy(
  world: World,
  desk: Desk,
  person: Person,
  number: string,
): Promise<VisitEnd | undefined> {
  const older = copies.get(desk);
  if (!older) {
    copies.set(desk, copyOf(desk.disk.rows));
    return undefined;
  }
  const { notebook, network } = world;
  const known = centreRows(world, person.county).acknowledged(desk.terminalId)?.sequence ?? 0;
  if (known <= lastSequence(older) || network.partitioned.size > 0) return undefined;
  desk.stop();
  const rows = desk.disk.exchangeRows(copyOf(older));
  const before = standingText(world);
  const bill = drawBill(new SeededRandom(world.clock.now()), {
    billNumber: `O${number}`,
    person,
    provider: desk.provider,
    today: chinaDate(world.clock.now()),
    isPlain: true,
  });
  const end = await settleAt(world, desk, person, bill, { faults: [], name: 'older-copy' });
  desk.stop();
  desk.disk.exchangeRows(rows).close();
  if (standingText(world) !== before) {
    notebook.seen.push(`older-copy: ${desk.terminalId} went on with a journal of ${known} less`);
  }
  return end;
}

function standingText({ notebook }: World): string {
  return notebook
    .standing()
    .map(({ id }) => id)
    .join(' ');
}

function lastSequence(rows: Database): number {
  return Number(rows.prepare('SELECT max(sequence) AS last FROM main.entry').get().last ?? 0);
}

/** The same tables and rows in another memory. */
export function copyOf(rows: Database): Database {
  const copy = sharedRows();
  const made = rows
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    .all() as { readonly type: string; readonly name: string; readonly sql: string }[];
  copy.exec('PRAGMA foreign_keys = OFF');
  for (const { sql } of made.filter(({ type }) => type === 'table')) copy.exec(sql);
  for (const { name } of made.filter(({ type }) => type === 'table')) copyTable(rows, copy, name);
  // Not before: they would refuse rows, or add some.
  for (const { sql } of made.filter(({ type }) => type !== 'table')) copy.exec(sql);
  copy.exec('PRAGMA foreign_keys = ON');
  for (const name of ['application_id', 'user_version']) {
    const value = Number(Object.values(rows.prepare(`PRAGMA ${name}`).get())[0]);
    copy.exec(`PRAGMA ${name} = ${value}`);
  }
  return copy;
}

function copyTable(from: Database, to: Database, name: string): void {
  const rows = from.prepare(`SELECT * FROM main."${name}"`).all();
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const places = columns.map(() => '?').join(', ');
  const insert = to.prepare(`INSERT INTO "${name}" (${columns.join(', ')}) VALUES (${places})`);
  for (const row of rows) insert.run(...(Object.values(row) as never[]));
}
