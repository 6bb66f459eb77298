/**
 * 追回款: double entries of what reviews found due between the funds, hospitals and patients. Each decision
 * posts the same sum on both sides; a reversal posts both back. Rows come and never change.
 *
 * | decision | paid too much | paid too little |
 * |---|---|---|
 * | `recover-from-hospital` | hospital debit, fund credit | fund debit, hospital credit |
 * | `corrected` | member debit, fund credit | fund debit, member credit |
 */

import type { ReviewResolution, SettlementId } from '../model/index.ts';
import { type Amount, subtract, ZERO } from '../money.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import type { CentreStore } from './store.ts';

/** Whose money it is: a debit is owed by them to the others. */
export type AccountName = 'fund' | `hospital:${string}` | `member:${string}`;

export interface AccountBalance {
  readonly account: AccountName;
  readonly debit: Amount;
  readonly credit: Amount;
  /** `debit` less `credit`: above zero when they owe. */
  readonly balance: Amount;
}

export const ACCOUNT_TABLES = [
  `CREATE TABLE account_posting (
  home_county TEXT NOT NULL,
  settlement_id BLOB NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('review', 'reversal')),
  account TEXT NOT NULL CHECK (
    account = 'fund' OR account GLOB 'hospital:?*' OR account GLOB 'member:?*'
  ),
  debit INTEGER NOT NULL CHECK (debit >= 0),
  credit INTEGER NOT NULL CHECK (credit >= 0 AND (debit = 0 OR credit = 0)),
  posted_at INTEGER NOT NULL,
  PRIMARY KEY (home_county, settlement_id, cause, account),
  FOREIGN KEY (home_county, settlement_id) REFERENCES settlement (home_county, settlement_id)
) STRICT`,
] as const;

/** Between whom a decision moves money. */
export interface Recovery {
  readonly id: SettlementId;
  readonly resolution: ReviewResolution;
  readonly provider: string;
  readonly memberNumber: string;
  /** What the funds are to get back; below zero what they owe. */
  readonly amount: Amount;
}

export function postRecovery(
  { database, county, clock }: CentreStore,
  { id, resolution, provider, memberNumber, amount }: Recovery,
): void {
  if (amount === ZERO) return;
  const other: AccountName =
    resolution === 'corrected' ? `member:${memberNumber}` : `hospital:${provider}`;
  const insert = database.prepare(
    "INSERT INTO account_posting VALUES (?, ?, 'review', ?, ?, ?, ?)",
  );
  const sum = amount > 0n ? amount : -amount;
  const [debtor, creditor] = amount > 0n ? [other, 'fund'] : ['fund', other];
  insert.run(county, settlementIdBytes(id), debtor, sum, ZERO, clock.now());
  insert.run(county, settlementIdBytes(id), creditor, ZERO, sum, clock.now());
}

/** A settlement that is taken back leaves nothing to recover. */
export function takeBackRecovery({ database, county, clock }: CentreStore, id: SettlementId): void {
  database
    .prepare(
      `INSERT INTO account_posting
       SELECT home_county, settlement_id, 'reversal', account, credit, debit, ?
       FROM account_posting WHERE home_county = ? AND settlement_id = ? AND cause = 'review'`,
    )
    .run(clock.now(), county, settlementIdBytes(id));
}

/** Every account that was ever posted to, by name; debits and credits of all together are the same sum. */
export function accountBalances({ database, county }: CentreStore): readonly AccountBalance[] {
  return database
    .prepare(
      `SELECT account, sum(debit) AS debit, sum(credit) AS credit FROM account_posting
       WHERE home_county = ? GROUP BY account ORDER BY account`,
    )
    .all(county)
    .map((row) => {
      const [debit, credit]: readonly Amount[] = [row.debit, row.credit];
      return {
        account: row.account,
        debit: debit!,
        credit: credit!,
        balance: subtract(debit!, credit!),
      };
    });
}
