/** 年度结转: a desk's journal is ended and the next file begun, with whatever goes wrong meanwhile. */

import { OneCardError } from '../errors/index.ts';
import { type CheckpointSigner, openJournal } from '../settlement/index.ts';
import { rotateJournalIn } from '../settlement/journal/rotate.ts';
import { verifyJournalIn } from '../settlement/journal/verify/verifyJournal.ts';
import { removed } from './cardSlot.ts';
import type { Desk } from './desk.ts';
import type { Fault } from './faults.ts';
import { copyOf, newestKnownHead, putInPlace } from './journalCopies.ts';
import { JOURNAL_FILE } from './memoryFolder.ts';
import { SeededRandom } from './random.ts';
import type { World } from './world/world.ts';
import { openMatters, type RotationEnd } from './years.ts';

/** Files that a desk has, at most: as many years, which a journal reads together. */
const FILES_MAX = 3;

/** Changes of names that a power cut may take back: none, or some of the newest. */
const NAMES_LOST = 3;

/** What stands in the journal of all years, read past the product. */
export interface YearBook {
  /** Hash in hex by sequence. */
  readonly hashes: ReadonlyMap<number, string>;
  /** Matter, id, and the entry that opened it. */
  readonly open: readonly string[];
  /** Settled bills with the entry, the newest last. */
  readonly bills: readonly string[];
}

/** The newest in each world, and what its files proved in the end. */
const rotations = new WeakMap<World, Rotation>();
const proven = new WeakMap<World, readonly YearsProof[]>();

export const newestRotation = (world: World) => rotations.get(world);
export const proofsOf = (world: World) => proven.get(world) ?? [];

export interface Rotation {
  readonly name: string;
  readonly before: YearBook;
  readonly after: YearBook;
}

export async function rotateYear(
  world: World,
  desk: Desk,
  { amount, faults }: { readonly amount: number; readonly faults: readonly Fault[] },
): Promise<void> {
  const { disk } = desk;
  if (disk.chain.length >= FILES_MAX) return;
  const random = new SeededRandom(amount);
  if (random.oneIn(4)) await tryBeside(world, desk);
  await endWork(desk, random);
  const copy = random.oneIn(5) ? copyOf(disk.rows) : undefined;
  const [before, open, filesBefore] = [yearBook(desk), openMatters(desk), disk.chain.length];
  const code = await rotate(world, desk, faults, amount);
  const end = code ?? endOnDisk(desk, filesBefore);
  disk.calm();
  const name = `${desk.terminalId} ${end}`;
  rotations.set(world, { name, before, after: yearBook(desk) });
  world.count(`rotation ${end}`);
  if (disk.chain.length > filesBefore) for (const matter of open) world.count(`carried ${matter}`);
  if (copy) {
    // The disk was lost, and nobody had copied it since.
    await putInPlace(world, desk, copy);
    world.count('rotation taken-back');
  }
}

/** Sealed and closed as a program is, or switched off. */
async function endWork(desk: Desk, random: SeededRandom): Promise<void> {
  const { journal } = desk.start();
  if (random.oneIn(2)) {
    await journal.seal();
    journal.close();
  }
  desk.stop();
}

/** As long as somebody writes nobody else does, and nobody ends the file. */
async function tryBeside(world: World, desk: Desk): Promise<void> {
  const { terminalId, clock } = desk;
  desk.start();
  const tries = [
    async () => openJournal(JOURNAL_FILE, { terminalId, clock }, desk.disk.files()),
    () =>
      rotateJournalIn(desk.disk.files(), JOURNAL_FILE, { terminalId, clock, knownHead: undefined }),
  ];
  for (const attempt of tries) {
    try {
      await attempt();
      world.notebook.seen.push(`one-writer: the journal of ${terminalId} was opened twice`);
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      if (error.code === 'journal.in-use') continue;
      // Whoever hears anything else was let in.
      world.notebook.seen.push(`one-writer: the journal of ${terminalId} says ${error.code}`);
    }
  }
  world.count('rotation refused-beside-another');
}

/** @returns what refused it; undefined where the disk tells */
async function rotate(
  world: World,
  desk: Desk,
  faults: readonly Fault[],
  amount: number,
): Promise<RotationEnd | undefined> {
  const { disk, terminalId, clock } = desk;
  const fault = <K extends Fault['kind']>(kind: K) =>
    faults.find((each): each is Extract<Fault, { kind: K }> => each.kind === kind);
  const [cut, full, gone] = [fault('power-cut-in-store'), fault('disk-full'), fault('sam-gone')];
  const signer: CheckpointSigner = gone
    ? { ...desk.signer, sign: () => Promise.reject(removed()) }
    : desk.signer;
  disk.calm();
  disk.fillAfter(full?.writes);
  if (cut) {
    const { statements, from } = cut;
    disk.cutAfter(statements, () => disk.cut(), { from, forgets: amount % NAMES_LOST });
  }
  const knownHead = newestKnownHead(world, desk);
  try {
    await rotateJournalIn(disk.files(), JOURNAL_FILE, { terminalId, clock, knownHead, signer });
    return undefined;
  } catch (error) {
    if (!(error instanceof OneCardError)) {
      if (cut && (error as Error).message === 'the power is gone') return undefined;
      throw error;
    }
    if (full && error.code === 'store.full') return 'disk-full';
    if (gone && error.code === removed().code) return 'module-gone';
    if (error.code === 'journal.nothing-to-rotate') return 'nothing-to-rotate';
    world.notebook.seen.push(`rotation: ${terminalId} is refused with ${error.code}`);
    return 'cut-before';
  }
}

/** Where the power left it. */
function endOnDisk({ disk }: Desk, filesBefore: number): RotationEnd {
  if (!disk.names.includes(JOURNAL_FILE)) return 'cut-between';
  return disk.wasCut && disk.chain.length === filesBefore ? 'cut-before' : 'rotated';
}

function yearBook({ disk }: Desk): YearBook {
  const rows = disk.everyYear('SELECT sequence, hex(hash) AS hash FROM main.entry');
  const bills = disk.everyYear('SELECT provider, bill_number, sequence FROM main.settled_bill');
  return {
    hashes: new Map(rows.map(({ sequence, hash }) => [Number(sequence), hash])),
    open: disk.live
      .look('SELECT hex(settlement_id) AS id, matter, sequence FROM main.open_entry')
      .all()
      .map(({ id, matter, sequence }) => `${matter} ${id} ${sequence}`)
      .sort(),
    bills: bills.map((row) => `${row.provider} ${row.bill_number} ${row.sequence}`).sort(),
  };
}

/** At the end: the files of all years of one desk prove each other, up to what the centres know. */
export async function proveYears(world: World): Promise<void> {
  const proofs: YearsProof[] = [];
  proven.set(world, proofs);
  const rotated = world.desks.filter(({ disk }) => disk.chain.length > 1);
  // Of whoever wrote more or less than the others: no proof is cheap.
  for (const desk of rotated.slice(world.clock.now() % Math.max(1, rotated.length)).slice(0, 1)) {
    desk.stop();
    const options = { checkpointKeys: [desk.checkpointKey] };
    const known = newestKnownHead(world, desk);
    const report = await verifyJournalIn(desk.disk.files(), JOURNAL_FILE, known, options);
    const years = yearsIn(report);
    proofs.push({
      terminalId: desk.terminalId,
      outcome: report.outcome,
      files: years.length,
      filesOnDisk: desk.disk.chain.length,
      findings: years.flatMap(({ findings }) => findings.map(({ name }) => name)),
      isTailProven: known === undefined || report.tail.outcome === 'proven',
    });
  }
}

type Report = Awaited<ReturnType<typeof verifyJournalIn>>;

function yearsIn(report: Report): readonly Report[] {
  return report.earlier ? [report, ...yearsIn(report.earlier)] : [report];
}

export interface YearsProof {
  readonly terminalId: string;
  readonly outcome: Report['outcome'];
  readonly files: number;
  readonly filesOnDisk: number;
  readonly findings: readonly string[];
  readonly isTailProven: boolean;
}
