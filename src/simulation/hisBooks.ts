/**
 * 院方日报: what the hospital's own books hold of a desk's day, which is what its clerks were told; and now
 * and then one row in them that is wrong on purpose.
 */

import { PAYERS, type Payer, type SettlementId, type TerminalId } from '../model/index.ts';
import { type Amount, yuanText } from '../money.ts';
import { type HisDay, type JournalEntry, type Movement, parseHisDay } from '../settlement/index.ts';
import { readRow } from '../settlement/journal/row.ts';
import { chinaDate, type PlainDate } from '../time.ts';
import type { Desk } from './desk.ts';
import type { SeededRandom } from './random.ts';

/** A movement that a clerk was told of. */
export interface Told {
  readonly terminalId: TerminalId;
  readonly id: SettlementId;
  readonly kind: Movement['kind'];
  /** The newest entry of the journal at that moment. */
  readonly sequence: number;
}

export interface BookedDay {
  readonly his: HisDay;
  /** Bills of which these books and the journal say different things, whoever is to blame. */
  readonly differing: ReadonlySet<string>;
  /** The bill that was booked wrongly on purpose. */
  readonly wrong?: string;
}

/** A bill by `provider number`, as everywhere in a notebook. */
interface Row extends Pick<Told, 'id' | 'kind'> {
  readonly bill: string;
  readonly total: bigint;
  readonly byPayer: Readonly<Partial<Record<Payer, bigint>>>;
}

const YUAN = 100n;
const WRONG_ONE_IN = 2;

export function newestSequence({ disk }: Desk): number {
  const lasts = disk.everyYear('SELECT max(sequence) AS last FROM main.entry');
  return Number(lasts.at(-1).last ?? 0);
}

/**
 * The books of today; undefined where the last day was signed off later than on that day, so that only the
 * terminal can say what of the morning counts to it.
 */
export function bookDay(
  desk: Desk,
  told: readonly Told[],
  date: PlainDate,
  random: SeededRandom,
): BookedDay | undefined {
  const journal = openDayOf(desk);
  if (!journal) return undefined;
  const rows = (moved: readonly Pick<Told, 'id' | 'kind'>[]) =>
    moved.flatMap((each) => rowOf(each, journal.intents));
  const own = rows(journal.moved);
  const booked = rows(
    told.filter(
      (each) => each.terminalId === desk.terminalId && each.sequence > journal.closedThrough,
    ),
  );
  const hasIds = random.oneIn(2);
  const { changed, wrong } = bookedWrongly(booked, differingBills(booked, own, hasIds), random);
  return {
    his: hisDay(changed, date, hasIds),
    differing: differingBills(changed, own, hasIds),
    ...(wrong !== undefined && { wrong }),
  };
}

interface OpenDay {
  /** Sequence of the last sign-off; 0 when there is none. */
  readonly closedThrough: number;
  /** What came to stand, and what was taken back, since then. */
  readonly moved: readonly Pick<Told, 'id' | 'kind'>[];
  readonly intents: ReadonlyMap<SettlementId, JournalEntry<'intent'>>;
}

/** Read from the disk, past the terminal. */
function openDayOf({ disk, terminalId }: Desk): OpenDay | undefined {
  const intents = new Map<SettlementId, JournalEntry<'intent'>>();
  const [stood, undone] = [new Set<SettlementId>(), new Set<SettlementId>()];
  let moved: Pick<Told, 'id' | 'kind'>[] = [];
  let closing: JournalEntry<'day-closed'> | undefined;
  const rows = disk.everyYear(
    `SELECT sequence, at, kind, settlement_id, previous_hash, hash, payload FROM main.entry
       WHERE kind IN ('intent', 'settled', 'without-card', 'reversed', 'day-closed') ORDER BY sequence`,
  );
  for (const raw of rows) {
    const entry = readRow(raw, terminalId);
    if (entry.kind === 'day-closed') {
      closing = entry;
      moved = [];
    }
    if (!('id' in entry) || entry.id === undefined) continue;
    const { id } = entry;
    if (entry.kind === 'intent') intents.set(id, entry);
    else if (entry.kind === 'reversed' && stood.has(id) && !undone.has(id)) {
      undone.add(id);
      moved.push({ id, kind: 'reversal' });
    } else if ((entry.kind === 'settled' || entry.kind === 'without-card') && !stood.has(id)) {
      stood.add(id);
      moved.push({ id, kind: 'settlement' });
    }
  }
  if (closing && closing.date !== chinaDate(closing.at)) return undefined;
  return { closedThrough: closing?.sequence ?? 0, moved, intents };
}

function rowOf({ id, kind }: Pick<Told, 'id' | 'kind'>, intents: OpenDay['intents']): Row[] {
  const intent = intents.get(id);
  if (!intent) return [];
  const { bill, adjudication } = intent;
  const { total, byPayer } = adjudication;
  return [{ id, kind, bill: `${bill.provider.code} ${bill.billNumber}`, total, byPayer }];
}

/** One row is left out or booked a yuan too high, of a bill that is right so far. */
function bookedWrongly(
  rows: readonly Row[],
  differing: ReadonlySet<string>,
  random: SeededRandom,
): { readonly changed: readonly Row[]; readonly wrong?: string } {
  const right = rows.filter(({ bill }) => !differing.has(bill));
  if (right.length === 0 || !random.oneIn(WRONG_ONE_IN)) return { changed: rows };
  const row = random.pick(right);
  const { bill, total, byPayer } = row;
  const raised = {
    ...row,
    total: total + YUAN,
    byPayer: { ...byPayer, cash: (byPayer.cash ?? 0n) + YUAN },
  };
  const instead = random.oneIn(2) ? [] : [raised];
  return { changed: rows.flatMap((each) => (each === row ? instead : [each])), wrong: bill };
}

/** Bills whose sums and counts differ, or of which one settlement stands in one of the two alone. */
function differingBills(
  his: readonly Row[],
  journal: readonly Row[],
  hasIds: boolean,
): ReadonlySet<string> {
  // Books without a row have told nobody that they know settlements.
  const isById = hasIds && his.length > 0;
  const [one, other] = [sumsOf(his, isById), sumsOf(journal, isById)];
  const bills = new Set([...one.keys(), ...other.keys()]);
  return new Set([...bills].filter((bill) => text(one.get(bill)) !== text(other.get(bill))));
}

type Sums = Map<string, bigint>;

function sumsOf(rows: readonly Row[], isById: boolean): ReadonlyMap<string, Sums> {
  const bills = new Map<string, Sums>();
  for (const { bill, id, kind, total, byPayer } of rows) {
    const sums = bills.get(bill) ?? new Map<string, bigint>();
    bills.set(bill, sums);
    const sign = kind === 'reversal' ? -1n : 1n;
    const parts = Object.entries({ ...byPayer, total, count: 1n, ...(isById && { [id]: 1n }) });
    for (const [name, part] of parts) sums.set(name, (sums.get(name) ?? 0n) + sign * part);
  }
  return bills;
}

function text(sums: Sums = new Map()): string {
  const parts = [...sums].filter(([, sum]) => sum !== 0n).map(([name, sum]) => `${name} ${sum}`);
  return parts.sort().join(', ');
}

/** Through the door that a hospital's file takes. */
function hisDay(rows: readonly Row[], date: PlainDate, hasIds: boolean): HisDay {
  const document = {
    format: 'onecard-his-day/1',
    date,
    rows: rows.map(({ id, kind, bill, total, byPayer }) => {
      const [provider, billNumber] = bill.split(' ');
      const payers = Object.keys(PAYERS).map((payer) => [
        payer,
        yuanText((byPayer[payer as Payer] ?? 0n) as Amount),
      ]);
      return {
        provider,
        billNumber,
        ...(hasIds && { settlementId: id }),
        kind: kind === 'reversal' ? 'refund' : 'settlement',
        total: yuanText(total as Amount),
        payers: Object.fromEntries(payers),
      };
    }),
  };
  return parseHisDay(JSON.stringify(document), 'his.json');
}
