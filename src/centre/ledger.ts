/** 年内累计: what a member drew in a year, as the sum of postings that only grow. */

import { parseStatement } from '../crypto/index.ts';
import type {
  CardSerial,
  MemberNumber,
  SettlementId,
  SettlementStatement,
  Usage,
} from '../model/index.ts';
import { amount } from '../money.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import type { CentreStore } from './store.ts';
import { sequencesOut } from './upload/staysOut.ts';

/** Accounts of a member and year. Amounts in fen; admissions are counted; counters are the plan's. */
type Account = 'deductible-met' | 'benefit-drawn' | 'admissions' | `counter:${string}`;

const COUNTER = 'counter:';
/** Counters of which the whole household shares one sum (docs/plans.md, "Counters"). */
const HOUSEHOLD = 'counter:household.';

/** A settlement by its place among those of its card: nothing that came after it is counted, nor itself. */
export interface CardPlace {
  readonly id: SettlementId;
  readonly serial: CardSerial;
  readonly sequence: number;
}

/** Of a row of `posting`: whether it is the given settlement's, or that of a later one of its card. */
const IS_LATER = `EXISTS (SELECT 1 FROM settlement AS later
  WHERE later.home_county = posting.home_county AND later.settlement_id = posting.settlement_id
  AND (later.settlement_id = ? OR (later.card_serial = ? AND later.card_sequence > ?)))`;

function laterSql(place: CardPlace | undefined): string {
  return place ? `AND NOT ${IS_LATER}` : '';
}

function laterThan(place: CardPlace | undefined) {
  return place ? [settlementIdBytes(place.id), place.serial, place.sequence] : [];
}

/**
 * The authority on what a member drew in an insurance year.
 * @param without the year as it was before this settlement of a card
 */
export function usageOf(
  store: CentreStore,
  memberNumber: MemberNumber,
  year: number,
  without?: CardPlace,
): Usage {
  if (without) return readUsage(store, memberNumber, year, without);
  const name = `usage ${memberNumber} ${year}`;
  return store.memory.of(name, () => readUsage(store, memberNumber, year, undefined));
}

function readUsage(
  { database, county }: CentreStore,
  memberNumber: MemberNumber,
  year: number,
  without: CardPlace | undefined,
): Usage {
  const [from, to] = householdOf(memberNumber);
  const rows = database
    .prepare(
      `SELECT account, sum(debit - credit) AS balance FROM posting
       WHERE home_county = ? AND member_number >= ? AND member_number < ? AND insurance_year = ?
       AND (member_number = ? OR account GLOB '${HOUSEHOLD}*') ${laterSql(without)} GROUP BY account`,
    )
    .all(county, from, to, year, memberNumber, ...laterThan(without));
  const balances = new Map<Account, bigint>(rows.map((row) => [row.account, row.balance]));
  const balance = (account: Account) => balances.get(account) ?? 0n;
  const counters: Record<string, bigint> = {};
  for (const [account, sum] of balances) {
    if (account.startsWith(COUNTER)) counters[account.slice(COUNTER.length)] = sum;
  }
  // The memory keeps it, and whoever asked has it too.
  return Object.freeze({
    year,
    deductibleMet: amount(balance('deductible-met')),
    benefitDrawn: amount(balance('benefit-drawn')),
    admissions: Number(balance('admissions')),
    counters: Object.freeze(counters),
  });
}

/**
 * The household's member numbers, from the first up to the second: they begin with the household's, and
 * what all members counted together is one sum. By range, so that the index finds them.
 */
function householdOf(memberNumber: MemberNumber): readonly [from: string, to: string] {
  const end = memberNumber.lastIndexOf('-');
  // Of digits and dashes alone: what follows a dash is a dot, what follows a nine a colon.
  return end < 0 ? ['', ':'] : [memberNumber.slice(0, end + 1), `${memberNumber.slice(0, end)}.`];
}

export function sameUsage(one: Usage, other: Usage): boolean {
  return (
    one.year === other.year &&
    one.deductibleMet === other.deductibleMet &&
    one.benefitDrawn === other.benefitDrawn &&
    one.admissions === other.admissions &&
    sameCounters(one.counters ?? {}, other.counters ?? {})
  );
}

/** A counter that nobody moved is zero, whether it is named or not. */
function sameCounters(
  one: Readonly<Record<string, bigint>>,
  other: Readonly<Record<string, bigint>>,
): boolean {
  return Object.keys({ ...one, ...other }).every(
    (name) => (one[name] ?? 0n) === (other[name] ?? 0n),
  );
}

/** What a settlement moves, by account. */
function movements(before: Usage, after: Usage): ReadonlyMap<Account, bigint> {
  const counters = Object.entries(after.counters ?? {}).flatMap(([name, value]) => {
    const moved = value - (before.counters?.[name] ?? 0n);
    return moved === 0n ? [] : [[`${COUNTER}${name}` as const, moved] as const];
  });
  return new Map<Account, bigint>([
    ...counters,
    ['deductible-met', after.deductibleMet - before.deductibleMet],
    ['benefit-drawn', after.benefitDrawn - before.benefitDrawn],
    ['admissions', BigInt(after.admissions - before.admissions)],
  ]);
}

/** Debits the member's accounts with what a settlement moved. */
export function postSettlement(
  { database, county, clock }: CentreStore,
  id: SettlementId,
  memberNumber: MemberNumber,
  usage: { readonly before: Usage; readonly after: Usage },
): void {
  const insert = database.prepare(
    `INSERT INTO posting (home_county, settlement_id, cause, account, member_number, insurance_year, debit, credit, posted_at)
     VALUES (?, ?, 'settlement', ?, ?, ?, ?, 0, ?)`,
  );
  for (const [account, moved] of movements(usage.before, usage.after)) {
    insert.run(
      county,
      settlementIdBytes(id),
      account,
      memberNumber,
      usage.before.year,
      moved,
      clock.now(),
    );
  }
}

/** Credits exactly what the settlement and its review debited; together they are nothing. */
export function postReversal({ database, county, clock }: CentreStore, id: SettlementId): void {
  database
    .prepare(
      `INSERT INTO posting
       SELECT home_county, settlement_id, 'reversal', account, member_number, insurance_year,
         max(sum(credit - debit), 0), max(sum(debit - credit), 0), ?
       FROM posting WHERE home_county = ? AND settlement_id = ? AND cause <> 'reversal' GROUP BY account`,
    )
    .run(clock.now(), county, settlementIdBytes(id));
}

/**
 * Moves what a settlement posted to what a review found due.
 * @param due undefined when nothing was
 */
export function postReview(
  { database, county, clock }: CentreStore,
  id: SettlementId,
  memberNumber: MemberNumber,
  due: { readonly before: Usage; readonly after: Usage } | undefined,
): void {
  const rows = database
    .prepare(
      `SELECT account, insurance_year AS year, debit FROM posting
       WHERE home_county = ? AND settlement_id = ? AND cause = 'settlement'`,
    )
    .all(county, settlementIdBytes(id));
  const posted = new Map<Account, bigint>(rows.map((row) => [row.account, row.debit]));
  const year = due?.before.year ?? Number(rows[0]?.year ?? 0n);
  const wanted = due ? movements(due.before, due.after) : new Map<Account, bigint>();
  const insert = database.prepare(
    `INSERT INTO posting (home_county, settlement_id, cause, account, member_number, insurance_year, debit, credit, posted_at)
     VALUES (?, ?, 'review', ?, ?, ?, ?, ?, ?)`,
  );
  for (const account of new Set([...posted.keys(), ...wanted.keys()])) {
    const moved = (wanted.get(account) ?? 0n) - (posted.get(account) ?? 0n);
    if (moved === 0n) continue;
    const [debit, credit] = moved > 0n ? [moved, 0n] : [0n, -moved];
    const at = clock.now();
    insert.run(county, settlementIdBytes(id), account, memberNumber, year, debit, credit, at);
  }
}

/** Of a row `done`. */
export const IS_REVERSED = `EXISTS (SELECT 1 FROM reversal AS undone
  WHERE undone.home_county = done.home_county AND undone.settlement_id = done.settlement_id)`;
export const IS_CONFIRMED = `EXISTS (SELECT 1 FROM confirmation AS signed
  WHERE signed.home_county = done.home_county AND signed.settlement_id = done.settlement_id)`;

export const IS_WITHOUT_CARD = `EXISTS (SELECT 1 FROM without_card AS posted
  WHERE posted.home_county = done.home_county AND posted.settlement_id = done.settlement_id)`;

/** Which sequences a card may show. */
export interface CardSequences {
  /** The card holds at least this one: it signed it, or a terminal is about to have it written. */
  readonly least: number;
  /** No higher one was ever given out. */
  readonly most: number;
}

/**
 * What the ledger knows of a card's sequence. A settlement that was reversed before the card's signature
 * came, or that stands without the card, may or may not be on it: the card may show it or the one
 * before, and the next settlement follows whatever it shows. What stays out of the ledger the card holds all the
 * same, where it signed it.
 */
export function cardSequencesOf(store: CentreStore, serial: CardSerial): CardSequences {
  return store.memory.of(`card ${serial}`, () => readCardSequences(store, serial));
}

function readCardSequences({ database, county }: CentreStore, serial: CardSerial): CardSequences {
  const settled = database
    .prepare(
      `SELECT max(card_sequence) AS most FROM settlement
       WHERE home_county = ? AND card_serial = ? AND outcome = 'settled'`,
    )
    .get(county, serial);
  // From the newest down: most cards end at the first.
  const held = database
    .prepare(
      `SELECT card_sequence AS least FROM settlement AS done
       WHERE home_county = ? AND card_serial = ? AND outcome = 'settled'
       AND (${IS_CONFIRMED} OR NOT (${IS_REVERSED} OR ${IS_WITHOUT_CARD}))
       ORDER BY card_sequence DESC LIMIT 1`,
    )
    .get(county, serial);
  const told = database
    .prepare(
      'SELECT max(card_sequence) AS most FROM catch_up WHERE home_county = ? AND card_serial = ?',
    )
    .get(county, serial);
  const out = sequencesOut({ database, county }, serial);
  return {
    least: Math.max(Number(held?.least ?? 0n), out.least),
    most: Math.max(Number(settled.most ?? 0n), Number(told.most ?? 0n), out.most),
  };
}

/** What was settled, and stands, under a provider's bill number. */
export function standingSettlement(
  { database, county }: CentreStore,
  provider: string,
  billNumber: string,
): SettlementStatement | undefined {
  const row = database
    .prepare(
      `SELECT statement FROM settlement AS done
       WHERE home_county = ? AND provider = ? AND bill_number = ? AND outcome = 'settled'
       AND NOT ${IS_REVERSED} LIMIT 1`,
    )
    .get(county, provider, billNumber);
  return row && parseStatement(row.statement);
}
