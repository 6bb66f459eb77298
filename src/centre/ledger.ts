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

/** Accounts of a member and year. Amounts in fen; admissions are counted; counters are the plan's. */
type Account = 'deductible-met' | 'benefit-drawn' | 'admissions' | `counter:${string}`;

const COUNTER = 'counter:';
/** Counters of which the whole household shares one sum (docs/plans.md, "Counters"). */
const HOUSEHOLD = 'counter:household.';

/** The authority on what a member drew in an insurance year. */
export function usageOf(
  { database, county }: CentreStore,
  memberNumber: MemberNumber,
  year: number,
): Usage {
  const rows = database
    .prepare(
      `SELECT account, sum(debit - credit) AS balance FROM posting
       WHERE home_county = ? AND member_number = ? AND insurance_year = ? GROUP BY account`,
    )
    .all(county, memberNumber, year);
  const balances = new Map<Account, bigint>(rows.map((row) => [row.account, row.balance]));
  const balance = (account: Account) => balances.get(account) ?? 0n;
  const own = [...balances].filter(
    ([account]) => account.startsWith(COUNTER) && !account.startsWith(HOUSEHOLD),
  );
  const shared = householdBalances({ database, county }, memberNumber, year);
  const counters = Object.fromEntries(
    [...own, ...shared].map(([account, sum]) => [account.slice(COUNTER.length), sum]),
  );
  return {
    year,
    deductibleMet: amount(balance('deductible-met')),
    benefitDrawn: amount(balance('benefit-drawn')),
    admissions: Number(balance('admissions')),
    counters,
  };
}

/** What all members of a household counted together: a member number begins with the household's. */
function householdBalances(
  { database, county }: Pick<CentreStore, 'database' | 'county'>,
  memberNumber: MemberNumber,
  year: number,
): readonly (readonly [Account, bigint])[] {
  const household = memberNumber.slice(0, memberNumber.lastIndexOf('-') + 1);
  return database
    .prepare(
      `SELECT account, sum(debit - credit) AS balance FROM posting
       WHERE home_county = ? AND substr(member_number, 1, ?) = ? AND insurance_year = ?
       AND account GLOB '${HOUSEHOLD}*' GROUP BY account`,
    )
    .all(county, household.length, household, year)
    .map((row) => [row.account, row.balance] as const);
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

/** Credits exactly what the settlement debited; together they are nothing. */
export function postReversal({ database, county, clock }: CentreStore, id: SettlementId): void {
  database
    .prepare(
      `INSERT INTO posting
       SELECT home_county, settlement_id, 'reversal', account, member_number, insurance_year, credit, debit, ?
       FROM posting WHERE home_county = ? AND settlement_id = ? AND cause = 'settlement'`,
    )
    .run(clock.now(), county, settlementIdBytes(id));
}

/** Of a row `done`. */
export const IS_REVERSED = `EXISTS (SELECT 1 FROM reversal AS undone
  WHERE undone.home_county = done.home_county AND undone.settlement_id = done.settlement_id)`;
const IS_CONFIRMED = `EXISTS (SELECT 1 FROM confirmation AS signed
  WHERE signed.home_county = done.home_county AND signed.settlement_id = done.settlement_id)`;

const IS_WITHOUT_CARD = `EXISTS (SELECT 1 FROM without_card AS posted
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
 * before, and the next settlement follows whatever it shows.
 */
export function cardSequencesOf(
  { database, county }: CentreStore,
  serial: CardSerial,
): CardSequences {
  const row = database
    .prepare(
      `SELECT max(card_sequence) AS most, max(CASE WHEN ${IS_CONFIRMED}
         OR NOT (${IS_REVERSED} OR ${IS_WITHOUT_CARD}) THEN card_sequence END) AS least
       FROM settlement AS done
       WHERE home_county = ? AND card_serial = ? AND outcome = 'settled'`,
    )
    .get(county, serial);
  return { least: Number(row.least ?? 0n), most: Number(row.most ?? 0n) };
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
