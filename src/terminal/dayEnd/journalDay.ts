/**
 * 当日: which movements of the journal a day holds. A closing takes everything before it that no earlier
 * one took, up to its date: whatever is written after it counts to a later day, a reversal of a closed
 * day's settlement among them. Nothing is left out and nothing counts twice, whatever the clock does.
 */

import type { SettlementId } from '../../model/index.ts';
import type { EntryRange, Journal, JournalEntry, Movement } from '../../settlement/index.ts';
import { chinaDate, type Instant, type PlainDate } from '../../time.ts';

/** One movement as the journal has it. */
export interface JournalMovement extends Movement {
  readonly id: SettlementId;
  readonly sequence: number;
  /** When it was written. */
  readonly at: Instant;
  /** When the settlement was stated, by this terminal's clock. */
  readonly settledAt: Instant;
  /** When its centre answered, by the centre's own clock; absent while it has not. */
  readonly answeredAt?: Instant;
}

type Closing = JournalEntry<'day-closed'>;

export interface JournalDay {
  readonly date: PlainDate;
  readonly movements: readonly JournalMovement[];
  /** The sign-off of the day before that was closed, if one was: this day begins behind it. */
  readonly previous?: Closing;
  /** The sign-off, once it is there. */
  readonly closing?: Closing;
}

/** What `date` holds: as it was closed, or as it would be closed at `now`. */
export function journalDay(journal: Journal, date: PlainDate, now: Instant): JournalDay {
  const others: Closing[] = [];
  let closing: Closing | undefined;
  let previous: Closing | undefined;
  let from = 1;
  for (const each of journal.closedDays()) {
    if (each.date === date) {
      closing = each;
      continue;
    }
    others.push(each);
    if (each.date > date) continue;
    previous ??= each;
    if (chinaDate(each.at) > previous.date) continue;
    // Whatever came before this one, `previous` took at the latest.
    from = each.sequence + 1;
    break;
  }
  const range = closing ? { from, to: closing.sequence } : { from };
  const closings = [...(closing ? [closing] : []), ...others].sort(
    (a, b) => a.sequence - b.sequence,
  );
  const movements: JournalMovement[] = [];
  for (const movement of movementsOf(journal, range)) {
    const day = dayOf(movement, closings, now);
    const isTaken = others.some((each) => movement.sequence < each.sequence && day <= each.date);
    if (day <= date && !isTaken) movements.push(movement);
  }
  return {
    date,
    movements,
    ...(previous && { previous }),
    ...(closing && { closing }),
  };
}

/** A clock that was ahead moves nothing into the future: it was written before the next closing. */
function dayOf(movement: JournalMovement, closings: readonly Closing[], now: Instant): PlainDate {
  const next = closings.find(({ sequence }) => sequence > movement.sequence);
  const [written, latest] = [chinaDate(movement.at), chinaDate(next?.at ?? now)];
  return written < latest ? written : latest;
}

/** Kinds of entries that may have moved something. */
const MOVING = ['settled', 'without-card', 'reversed'] as const;
type Moving = JournalEntry<(typeof MOVING)[number]>;

/** What the entries of `range` moved, ascending. */
export function* movementsOf(journal: Journal, range: EntryRange): Generator<JournalMovement> {
  for (const entry of journal.entries({ ...range, kinds: MOVING })) {
    const movement = movementIn(journal.entriesOf(entry.id), entry);
    if (movement) yield movement;
  }
}

/** What an entry moved; undefined where it moved nothing. */
export function movementOf(journal: Journal, entry: JournalEntry): JournalMovement | undefined {
  return isMoving(entry) ? movementIn(journal.entriesOf(entry.id), entry) : undefined;
}

function isMoving(entry: JournalEntry): entry is Moving {
  return (MOVING as readonly string[]).includes(entry.kind);
}

/** What an entry of a story moved. @param story every entry of one id */
export function movementIn(
  story: readonly JournalEntry[],
  entry: JournalEntry,
): JournalMovement | undefined {
  if (!isMoving(entry)) return undefined;
  const standing = story.find(({ kind }) => kind === 'settled' || kind === 'without-card');
  const isReversal = entry.kind === 'reversed';
  // It was posted without its card, which came later; or it was called off before it ever stood.
  const isFirst = standing?.sequence === entry.sequence;
  const intent = story.find((each) => each.kind === 'intent');
  const answered = story.find((each) => each.kind === 'answered');
  if (!intent || !(isReversal ? standing : isFirst)) return undefined;
  const { bill, statement, adjudication } = intent;
  return {
    kind: isReversal ? 'reversal' : 'settlement',
    id: entry.id,
    sequence: entry.sequence,
    at: entry.at,
    settledAt: statement.settledAt,
    ...(answered && { answeredAt: answered.answeredAt }),
    provider: bill.provider.code,
    billNumber: bill.billNumber,
    total: adjudication.total,
    byPayer: adjudication.byPayer,
  };
}
