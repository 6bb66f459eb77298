/** What the journal booked in a range of days, a row a settlement and a row a reversal. */

import { type Amount, amount, ZERO } from '../../../money.ts';
import { type JournalMovement, movementsOf } from '../../../terminal/index.ts';
import { addDays, type PlainDate, startOfDay } from '../../../time.ts';
import { intentOf } from './attempt.ts';
import { CLEARING_TYPES, INSUTYPE } from './codes.ts';
import { setlIdOf } from './numbers.ts';
import type { Office } from './office.ts';
import type { PastVisit } from './records.ts';
import { billNumberOf } from './visit.ts';

export interface BookedRow {
  readonly person: string;
  /** Empty for what was not settled through this interface, as is `msgid`. */
  readonly visit: string;
  readonly setlId: string;
  readonly msgid: string;
  readonly insutype: string;
  readonly clearingType: string;
  readonly isRefund: boolean;
  /** Below zero for a refund. */
  readonly total: Amount;
  readonly fund: Amount;
  readonly account: Amount;
  readonly cash: Amount;
}

/** Rows of this institution from `from` to `until`, both included, in the order of the journal. */
export function bookedRows(
  from: PlainDate,
  until: PlainDate,
  office: Office,
): readonly BookedRow[] {
  const { journal } = office.desk.equipment;
  const rows: BookedRow[] = [];
  const range = {
    from: firstSince(from, office),
    since: startOfDay(from),
    before: startOfDay(addDays(until, 1)),
  };
  for (const movement of movementsOf(journal, range)) {
    if (movement.provider !== office.provider.code) continue;
    if (isUnknownToHospital(movement, office)) continue;
    rows.push(rowOf(movement, office));
  }
  return rows;
}

/** A day earlier than asked: a clock that was set back reorders nothing in the journal. */
function firstSince(day: PlainDate, { desk }: Office): number {
  const { journal } = desk.equipment;
  const since = startOfDay(addDays(day, -1));
  let [low, high] = [1, journal.head().sequence + 1];
  // Halves the range each time.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const entry = journal.entry(middle);
    if (entry && entry.at < since) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The attempt that a bill of this interface was, if it was one. */
function attemptOf({ billNumber }: Pick<JournalMovement, 'billNumber'>, { records }: Office) {
  const [visitId = ''] = billNumber.split('-');
  const visit: PastVisit | undefined =
    records.get('visit', visitId) ?? records.get('past-visit', visitId);
  const attempt = visit?.attempts.find((each) => billNumberOf(visit, each) === billNumber);
  return { visit, attempt };
}

/** 2601 took it back: the hospital never learnt of it, so it counts neither as settled nor as refunded. */
function isUnknownToHospital(movement: JournalMovement, office: Office): boolean {
  const { reversedBy } = attemptOf(movement, office).attempt ?? {};
  return reversedBy !== undefined && office.records.get('message', reversedBy)?.infno === '2601';
}

function rowOf(
  { id, kind, billNumber, total, byPayer }: JournalMovement,
  office: Office,
): BookedRow {
  const { bill } = intentOf(id, office);
  const isRefund = kind === 'reversal';
  const { visit, attempt } = attemptOf({ billNumber }, office);
  const signed = (value: bigint) => amount(isRefund ? -value : value);
  const account = byPayer['family-account'] ?? ZERO;
  const cash = byPayer.cash ?? ZERO;
  return {
    person: bill.patient.memberNumber,
    visit: visit?.id ?? '',
    setlId: isRefund ? `${setlIdOf(id)}-R` : setlIdOf(id),
    msgid: (isRefund ? attempt?.reversedBy : attempt?.msgid) ?? '',
    insutype: visit?.insutype ?? INSUTYPE,
    clearingType: CLEARING_TYPES[bill.visit.kind],
    isRefund,
    total: signed(total),
    fund: signed(total - account - cash - (byPayer.hospital ?? ZERO)),
    account: signed(account),
    cash: signed(cash),
  };
}
