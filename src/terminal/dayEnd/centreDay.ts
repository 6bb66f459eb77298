/** 中心当日: what the home counties' centres say of the day, each settlement placed where the journal has it. */

import type { SettlementId, StandingPort, StandingRow, TerminalId } from '../../model/index.ts';
import type { Journal, Movement } from '../../settlement/index.ts';
import { chinaDate, type Instant, instant, type PlainDate, startOfDay } from '../../time.ts';
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

/** From the earliest to the latest that the day speaks of, whatever the clocks said. */
function windowOf(day: JournalDay, now: Instant): { readonly from: Instant; readonly to: Instant } {
  let from: number = startOfDay(day.previousDate ?? day.date);
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
    .filter((kind) => at[kind] !== undefined && isOfDay(kind, id, at[kind], moved, day))
    .map((kind) => ({ kind, id, provider, billNumber, total, byPayer }));
}

/**
 * By the journal where it knows the movement. What it has never heard of belongs to every day that may be
 * the first one after it: a centre that took something back after the sign-off, on that very day, would be
 * named by none otherwise.
 */
function isOfDay(
  kind: Movement['kind'],
  id: SettlementId,
  at: Instant,
  moved: readonly JournalMovement[],
  { date, previousDate, movements }: JournalDay,
): boolean {
  if (movements.some((each) => each.id === id && each.kind === kind)) return true;
  const isElsewhere = moved.some((each) => each.kind === kind);
  return !isElsewhere && isWithin(chinaDate(at), previousDate, date);
}

function isWithin(on: PlainDate, previousDate: PlainDate | undefined, date: PlainDate): boolean {
  return on <= date && (previousDate === undefined || on >= previousDate);
}
