/** 日终: the day of this terminal compared on every side, and locked by whoever signs it off. */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  AmountsByPayer,
  CountyCode,
  Payer,
  SettlementId,
  StandingPort,
} from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';
import {
  type DayComparison,
  type HisDay,
  type JournalEntry,
  type Movement,
  reconcile,
  type SideMovements,
} from '../../settlement/index.ts';
import { chinaDate, type PlainDate } from '../../time.ts';
import type { Equipment } from '../equipment.ts';
import { centreDay } from './centreDay.ts';
import { type JournalDay, journalDay } from './journalDay.ts';

export interface DayEndEquipment {
  readonly equipment: Pick<Equipment, 'journal' | 'terminalId' | 'clock'>;
  /** The home counties' centres. */
  readonly standings: ReadonlyMap<CountyCode, StandingPort>;
}

/** What the journal adds up to; reversals are taken off. */
export interface DayTotals {
  readonly settlementCount: number;
  readonly reversalCount: number;
  readonly total: Amount;
  readonly byPayer: AmountsByPayer;
}

export interface DayReport {
  readonly date: PlainDate;
  readonly comparison: DayComparison;
  readonly totals: DayTotals;
  /** Visits that have no end yet: they will count to the day on which they get one. */
  readonly openVisits: readonly SettlementId[];
  /** Centres that gave no answer; no centre is compared then. */
  readonly unreachable: readonly CountyCode[];
  /** The sign-off, once it is there. */
  readonly closing?: JournalEntry<'day-closed'>;
}

export type DayReportResult =
  | { readonly outcome: 'reported'; readonly report: DayReport }
  /** The hospital's file speaks of another day. */
  | { readonly outcome: 'other-day'; readonly date: PlainDate };

export interface CloseRequest {
  readonly his?: HisDay;
  /** How many of the hospital's sums differ from the journal's, where it gave sums and no bills. */
  readonly sumDifferences?: (totals: DayTotals) => number;
  readonly operator: string;
  /** Why the day is signed off in spite of its differences; of those alone that `comparison` names. */
  readonly accepted?: string;
  /** Digest of the comparison that was shown to whoever signs, where one was: `comparison.digest` of a report. */
  readonly comparison?: Uint8Array;
}

export type DayCloseResult =
  | {
      readonly outcome: 'closed';
      readonly entry: JournalEntry<'day-closed'>;
      /** Whether it had been closed before: the first sign-off stands. */
      readonly isRepeated: boolean;
    }
  | Exclude<DayReportResult, { outcome: 'reported' }>
  | {
      readonly outcome: 'close-refused';
      readonly reason:
        | 'day-in-future'
        | 'later-day-closed'
        | 'centre-unreachable'
        | 'differences'
        /** What differs is not what was shown: the report has it as it is now. */
        | 'comparison-changed';
      readonly report?: DayReport;
    };

export interface DayDesk {
  /** Compares; writes nothing. A day that is closed is shown as it was taken. */
  report(date: PlainDate, his?: HisDay): Promise<DayReportResult>;
  /**
   * Locks the day: everything up to it that no earlier day took. What comes later counts to a later
   * day. A day that is closed is answered with its sign-off. The sides are asked again: a day that is not
   * clean is signed off when they say what they said in the comparison that was shown, and not otherwise;
   * one that is clean too, where a comparison is given and no reason. What the terminal settles meanwhile is
   * compared before it is signed for.
   * @throws OneCardError `journal.day-went-on` where it never stops, `store.…`
   */
  close(date: PlainDate, request: CloseRequest): Promise<DayCloseResult>;
}

/**
 * Comparisons of one sign-off: while the centres are asked, the desk goes on, and what it settles or takes
 * back is compared before it is signed for. A desk that is never still for a second is not at its day's end.
 */
const COMPARISONS_MAX = 5;

/** A desk for the end of a day, beside a terminal. */
export function openDayDesk(desk: DayEndEquipment): DayDesk {
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }
  return {
    report: (date, his) => inTurn(() => report(desk, date, his)),
    close: (date, request) =>
      inTurn(async () => {
        for (let comparison = 1; ; comparison++) {
          try {
            return await close(desk, date, request);
          } catch (error) {
            const wentOn = error instanceof OneCardError && error.code === 'journal.day-went-on';
            if (!wentOn || comparison === COMPARISONS_MAX) throw error;
          }
        }
      }),
  };
}

async function report(
  desk: DayEndEquipment,
  date: PlainDate,
  his: HisDay | undefined,
): Promise<DayReportResult> {
  if (his && his.date !== date) return { outcome: 'other-day', date: his.date };
  const { journal, clock } = desk.equipment;
  const day = journalDay(journal, date, clock.now());
  const { movements: centre, unreachable } = await askCentres(desk, day);
  const sides: readonly SideMovements[] = [
    ...(his ? [{ side: 'his' as const, ...his }] : []),
    { side: 'journal', movements: day.movements },
    ...(unreachable.length > 0 ? [] : [{ side: 'centre' as const, movements: centre }]),
  ];
  return {
    outcome: 'reported',
    report: {
      date,
      comparison: reconcile(sides),
      totals: totalsOf(day.movements),
      openVisits: journal.openIntents().map(({ id }) => id),
      unreachable,
      ...(day.closing && { closing: day.closing }),
    },
  };
}

async function askCentres(
  { equipment, standings }: DayEndEquipment,
  day: JournalDay,
): Promise<{
  readonly movements: readonly Movement[];
  readonly unreachable: readonly CountyCode[];
}> {
  const { journal, terminalId, clock } = equipment;
  const movements: Movement[] = [];
  const unreachable: CountyCode[] = [];
  for (const [county, port] of standings) {
    try {
      movements.push(...(await centreDay(port, journal, day, { terminalId, now: clock.now() })));
    } catch (error) {
      if (!(error instanceof OneCardError) || error.code !== 'centre.unreachable') throw error;
      unreachable.push(county);
    }
  }
  return { movements, unreachable };
}

function totalsOf(movements: readonly Movement[]): DayTotals {
  let total: Amount = ZERO;
  const byPayer: Partial<Record<Payer, Amount>> = {};
  for (const { kind, total: moved, byPayer: parts } of movements) {
    const move = kind === 'reversal' ? subtract : (sum: Amount, each: Amount) => add(sum, each);
    total = move(total, moved);
    for (const [payer, part] of Object.entries(parts) as [Payer, Amount][]) {
      byPayer[payer] = move(byPayer[payer] ?? ZERO, part);
    }
  }
  const reversalCount = movements.filter(({ kind }) => kind === 'reversal').length;
  return { settlementCount: movements.length - reversalCount, reversalCount, total, byPayer };
}

async function close(
  desk: DayEndEquipment,
  date: PlainDate,
  { his, sumDifferences = () => 0, operator, accepted, comparison: shown }: CloseRequest,
): Promise<DayCloseResult> {
  const { journal, clock } = desk.equipment;
  const refusedFor = (reason: Extract<DayCloseResult, { outcome: 'close-refused' }>['reason']) =>
    ({ outcome: 'close-refused', reason }) as const;
  let isLater = false;
  for (const entry of journal.closedDays()) {
    if (entry.date === date) return { outcome: 'closed', entry, isRepeated: true };
    if (entry.date < date) break;
    isLater = true;
  }
  if (isLater) return refusedFor('later-day-closed');
  if (date > chinaDate(clock.now())) return refusedFor('day-in-future');
  const through = journal.head().sequence;
  const reported = await report(desk, date, his);
  if (reported.outcome !== 'reported') return reported;
  const { comparison, totals, openVisits, unreachable } = reported.report;
  if (unreachable.length > 0) {
    return { ...refusedFor('centre-unreachable'), report: reported.report };
  }
  const differenceCount = comparison.differenceCount + sumDifferences(totals);
  const isClean = differenceCount === 0 && openVisits.length === 0;
  if (!isClean && accepted === undefined) {
    return { ...refusedFor('differences'), report: reported.report };
  }
  // Differences that are gone need nobody's yes; whoever was shown a clean day signs that one.
  const isBound = !isClean || (shown !== undefined && accepted === undefined);
  if (isBound && !(shown && equalBytes(shown, comparison.digest))) {
    return { ...refusedFor('comparison-changed'), report: reported.report };
  }
  const entry = await journal.append({
    kind: 'day-closed',
    through,
    date,
    ...totals,
    differenceCount,
    comparison: comparison.digest,
    ...(accepted === undefined || isClean ? {} : { accepted }),
    operator,
  });
  // A locked day is signed for: whoever rewrites it needs the module.
  await journal.seal();
  return { outcome: 'closed', entry, isRepeated: false };
}
