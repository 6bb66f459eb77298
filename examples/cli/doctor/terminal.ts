/** The terminal's folder and its journal, looked at without a lock and without writing. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { OneCardError } from '../../../src/errors/index.ts';
import { readJournalState, verifyJournal } from '../../../src/settlement/index.ts';
import { type Instant, instantText } from '../../../src/time.ts';
import { checkpointSettings, newestKnownHead } from '../commands/journal.ts';
import { WORLD_FORMAT } from '../world/create.ts';
import { worldFiles } from '../world/files.ts';
import { HOMES } from '../world/persons.ts';
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
    ...counties.flatMap((county) => [files.countyKey(county), files.card(county)]),
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
  if (!existsSync(file)) return [];
  try {
    const report = await verifyJournal(file, newestKnownHead(folder), checkpointSettings(folder));
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
    return [damaged({ code: error.code, ...error.detail })];
  }
}

function damaged(facts: DoctorFinding['facts']): DoctorFinding {
  return foundHere('journal', 'journal-damaged', { facts });
}

function openVisits(file: string): readonly DoctorFinding[] {
  const { openIntents } = readJournalState(file);
  const oldest = openIntents[0];
  if (!oldest) return [];
  const facts = { open: openIntents.length, oldest: instantText(oldest.at) };
  return [foundHere('visits', 'visits-open', { facts })];
}
