/** 流水核对: whether this terminal's journal holds everything that the centres have heard of it. */

import { equalBytes } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';
import type { CountyCode, JournalHead, SettlementId } from '../model/index.ts';
import type { Journal } from '../settlement/index.ts';
import type { Equipment, HomeCounty } from './equipment.ts';
import { isUnreachable } from './saga/cause.ts';
import { intentOf } from './saga/recordedVisit.ts';

/**
 * A journal without an entry that a centre knows is an older copy, or a new one under the terminal's old
 * name: what it lacks may be settled, and what it holds open may be over.
 * @throws OneCardError `terminal.journal-replaced`
 */
export function assertContinues(journal: Journal, known: JournalHead | undefined): void {
  if (!known) return;
  const { sequence, hash } = known;
  const found = continued.get(journal);
  if (found?.sequence === sequence && equalBytes(found.hash, hash)) return;
  const entry = journal.entry(sequence);
  if (entry && equalBytes(entry.hash, hash)) {
    continued.set(journal, known);
    return;
  }
  const last = journal.head().sequence;
  throw new OneCardError('terminal.journal-replaced', { known: sequence, last });
}

export function isReplacedJournal(cause: unknown): boolean {
  return cause instanceof OneCardError && cause.code === 'terminal.journal-replaced';
}

/** The head that was found in a journal last: it is in there as long as the journal is open. */
const continued = new WeakMap<Journal, JournalHead>();

/** The journal of a terminal as its centres know it. Once one of them says that it is another, nothing goes on. */
export class KnownJournal {
  readonly #equipment: Pick<Equipment, 'journal' | 'terminalId' | 'counties'>;
  readonly #asked = new Set<CountyCode>();
  #replaced: unknown;

  constructor(equipment: Pick<Equipment, 'journal' | 'terminalId' | 'counties'>) {
    this.#equipment = equipment;
  }

  /** @throws OneCardError `terminal.journal-replaced` when a centre said so before. */
  assertNotReplaced(): void {
    if (this.#replaced !== undefined) throw this.#replaced;
  }

  /**
   * Asks the centre of `home` now.
   * @throws OneCardError `terminal.journal-replaced`, `centre.unreachable`
   */
  async ask({ centre, plan }: HomeCounty): Promise<void> {
    this.assertNotReplaced();
    const { journal, terminalId } = this.#equipment;
    const known = await centre.knownHead(terminalId);
    try {
      assertContinues(journal, known);
    } catch (cause) {
      // A journal that could not be read for a moment is the same one.
      if (isReplacedJournal(cause)) this.#replaced = cause;
      throw cause;
    }
    this.#asked.add(plan.county.code);
  }

  /** Asks it unless it answered before: for what a journal of an earlier run holds open. */
  async askOnce(home: HomeCounty): Promise<void> {
    this.assertNotReplaced();
    if (!this.#asked.has(home.plan.county.code)) await this.ask(home);
  }

  /** Asks the home of a visit unless it answered before; one that cannot be reached takes nothing back either. */
  async askAbout(id: SettlementId): Promise<void> {
    this.assertNotReplaced();
    const { journal, counties } = this.#equipment;
    const intent = intentOf(journal.entriesOf(id));
    const home = intent && counties.get(intent.statement.home);
    if (!home) return;
    await this.askOnce(home).catch((cause: unknown) => {
      if (!isUnreachable(cause)) throw cause;
    });
  }

  /**
   * Asks every centre, and keeps what they say for whatever comes then. One that gives no answer, whatever is
   * wrong with it, holds up its own visits alone: they ask once more, and are told why.
   */
  async askAll(signal: AbortSignal | undefined): Promise<void> {
    for (const home of this.#equipment.counties.values()) {
      if (signal?.aborted) return;
      await this.askOnce(home).catch(() => undefined);
    }
  }
}
