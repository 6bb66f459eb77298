/** The terminal's folder and its journal, looked at without a lock and without writing. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type ErrorCode, OneCardError } from '../../../src/errors/index.ts';
import type { JournalHead } from '../../../src/model/index.ts';
import { readJournalState, verifyJournal } from '../../../src/settlement/index.ts';
import { type Instant, instantText } from '../../../src/time.ts';
import { checkpointSettings, newestKnownHead } from '../commands/journal.ts';
import { WORLD_FORMAT } from '../world/create.ts';
import { worldFiles } from '../world/files.ts';
import { HOMES, TREATING_COUNTY } from '../world/persons.ts';
import { type DoctorFinding, foundHere } from './causes.ts';

/** What `--data` names. */
export async function examineFolder(folder: string): Promise<readonly DoctorFinding[]> {
  const files = worldFiles(folder);
  const facts = { folder };
  if (!existsSync(folder)) return [foundHere('terminal', 'world-missing', { facts })];
  const marker = await readFile(files.marker, 'utf8').catch(() => undefined);
  if (marker?.trim() !== WORLD_FORMAT) return [foundHere('terminal', 'world-foreign', { facts })];
  const counties = Object.values(HOMES).map(({ county }) => county);
  const needed = [
    files.root,
    files.sam,
    files.samCertificate,
    files.countyCertificate(TREATING_COUNTY),
    ...counties.flatMap((county) => [
      files.countyKey(county),
      files.card(county),
      files.centre(county),
    ]),
  ];
  const missing = needed.filter((file) => !existsSync(file));
  if (missing.length === 0) return [foundHere('terminal', 'world-found', { facts })];
  const names = { ...facts, missing: missing.join(' ') };
  return [foundHere('terminal', 'world-incomplete', { facts: names })];
}

/** When the newest entry was written; undefined without a journal, or with one that cannot be read. */
export function newestEntryAt(folder: string): Instant | undefined {
  try {
    return readJournalState(worldFiles(folder).journal).newestAt;
  } catch {
    // Whether the journal is sound is a check of its own.
    return undefined;
  }
}

export async function examineJournal(folder: string): Promise<readonly DoctorFinding[]> {
  const file = worldFiles(folder).journal;
  try {
    const known = newestKnownHead(folder);
    if (!existsSync(file)) return examineGone(file, known);
    const report = await verifyJournal(file, known, checkpointSettings(folder));
    const { tail, head } = report;
    const entries = { entries: report.entryCount, head: head.sequence };
    if (report.outcome === 'damaged' || tail.outcome === 'contradicted') {
      const findings = report.findings.map(({ name }) => name).join(' ');
      return [damaged({ ...entries, findings })];
    }
    const beyond = tail.outcome === 'proven' ? tail.beyond : head.sequence;
    const cause = beyond > 0 ? 'journal-unconfirmed' : 'journal-intact';
    const facts = { ...entries, unconfirmed: beyond };
    return [foundHere('journal', cause, { facts }), ...openVisits(file)];
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    const { code, detail } = error;
    const facts = { code, ...detail };
    const isDamage = detail.file === file && !NOT_READ.includes(code);
    return [isDamage ? damaged(facts) : foundHere('journal', 'journal-not-read', { facts })];
  }
}

/** Codes that say nothing about the contents of a file. */
const NOT_READ: readonly ErrorCode[] = [
  'store.busy',
  'store.cannot-open',
  'store.failed',
  'store.full',
  'store.newer-format',
  'store.read-only',
];

/** A new terminal has none; a rotation that was cut short is finished by the next opening. */
function examineGone(file: string, known: JournalHead | undefined): readonly DoctorFinding[] {
  const wasHere = known !== undefined || existsSync(`${file}-wal`);
  if (!wasHere || existsSync(`${file}.next`)) return [];
  const facts = { file, ...(known && { known: known.sequence }) };
  return [foundHere('journal', 'journal-missing', { facts })];
}

function damaged(facts: DoctorFinding['facts']): DoctorFinding {
  return foundHere('journal', 'journal-damaged', { facts });
}

function openVisits(file: string): readonly DoctorFinding[] {
  const { openIntents, elsewhere } = readJournalState(file);
  const [oldest] = openIntents;
  const lost = elsewhere && { missing: elsewhere.file, open: elsewhere.openCount };
  const open = oldest && { open: openIntents.length, oldest: instantText(oldest.at) };
  return [
    ...(lost ? [foundHere('journal', 'journal-year-missing', { facts: lost })] : []),
    ...(open ? [foundHere('visits', 'visits-open', { facts: open })] : []),
  ];
}
