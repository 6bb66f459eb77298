/** 中心当日: what the home counties' centres say of the day, each settlement placed where the journal has it. */

import type { SettlementId, StandingPort, StandingRow, TerminalId } from '../../model/index.ts';
import type { Journal, Movement } from '../../settlement/index.ts';
import { chinaDate, type Instant, instant, startOfDay } from '../../time.ts';
import { type JournalDay, type JournalMovement, movementIn } from './journalDay.ts';

/** Pages of one day: at some hundred settlements a page, more than any county settles in a week. */
const PAGES_MAX = 2_000;
/** How far the clocks of terminal and centre may be apart before a row is missed. */
const CLOCKS_APART_MS = 24 * 3_600_000;

/** @throws OneCardError `centre.unreachable` */
export async function centreDay(
  port: StandingPort,
  journal: Journal,
  day: JournalDay,
  { terminalId, now }: { readonly terminalId: TerminalId; readonly now: Instant },
): Promise<readonly Movement[]> {
  const window = windowOf(day, now);
  const movements: Movement[] = [];
  let after: SettlementId | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const { rows, next } = await port.standing({ terminalId, ...window, ...(after && { after }) });
    for (const row of rows) movements.push(...placed(row, journal, day));
    if (!next) return movements;
    after = next;
  }
  throw new RangeError(`a day is beyond ${PAGES_MAX} pages`);
}

/**
 * What a centre did before this, the sign-off before this one has seen. Twice is better than never: a
 * centre's clock may be behind that of the terminal, which signed off before the centre took something back.
 */
function unnamedFrom({ previous }: JournalDay): number | undefined {
  return previous && Math.min(startOfDay(previous.date), previous.at - CLOCKS_APART_MS);
}

/** From the earliest to the latest that the day speaks of, whatever the clocks said. */
function windowOf(day: JournalDay, now: Instant): { readonly from: Instant; readonly to: Instant } {
  let from: number = unnamedFrom(day) ?? startOfDay(day.date);
  let to: number = now;
  for (const { settledAt, answeredAt = settledAt, at } of day.movements) {
    from = Math.min(from, settledAt, answeredAt);
    to = Math.max(to, settledAt, answeredAt, at);
  }
  return { from: instant(from - CLOCKS_APART_MS), to: instant(to + CLOCKS_APART_MS) };
}

/** What of a row belongs to the day. */
function placed(row: StandingRow, journal: Journal, day: JournalDay): readonly Movement[] {
  const { id, provider, billNumber, total, byPayer, settledAt, reversedAt } = row;
  // It never stood here, and stands nowhere: called off before anybody was told of it.
  const story = journal.entriesOf(id);
  const moved = story.flatMap((entry) => movementIn(story, entry) ?? []);
  if (reversedAt !== undefined && moved.length === 0) return [];
  const at = { settlement: settledAt, reversal: reversedAt };
  return (['settlement', 'reversal'] as const)
    .filter((kind) => at[kind] !== undefined && isOfDay({ kind, id, at: at[kind] }, moved, day))
    .map((kind) => ({ kind, id, provider, billNumber, total, byPayer }));
}

interface Moved extends Pick<Movement, 'kind'> {
  readonly id: SettlementId;
  /** Of a reversal by the centre's clock; of a settlement as the terminal stated it. */
  readonly at: Instant;
}

/**
 * By the journal where it knows the movement. A reversal that it has never heard of belongs to the day on
 * which its settlement came to stand here, however long it was undone by then: no earlier day could name it.
 * Whatever else it has never heard of belongs to every day that may be the first one after it: a centre that
 * took something back after the sign-off, on that very day, would be named by none otherwise.
 */
function isOfDay(
  { kind, id, at }: Moved,
  moved: readonly JournalMovement[],
  day: JournalDay,
): boolean {
  const ofDay = day.movements.filter((each) => each.id === id);
  if (ofDay.some((each) => each.kind === kind)) return true;
  if (moved.some((each) => each.kind === kind) || chinaDate(at) > day.date) return false;
  const from = unnamedFrom(day);
  return from === undefined || at >= from || (kind === 'reversal' && ofDay.length > 0);
}
