/** Who pays how much, inside the settlement's bytes: { payer number: fen }. */

import { type AmountsByPayer, PAYERS, type Payer } from '../../model/index.ts';
import { amount } from '../../money.ts';
import type { MapFields } from '../cbor/fields.ts';

const PAYER_NAMES = Object.keys(PAYERS) as readonly Payer[];

/** A payer who pays nothing is left out, so that one split has one form. @throws TypeError, RangeError. */
export function encodeAmounts(byPayer: AmountsByPayer): ReadonlyMap<number, bigint> {
  const unknownName = Object.keys(byPayer).find((name) => !Object.hasOwn(PAYERS, name));
  if (unknownName !== undefined) throw new TypeError('"byPayer" expected the names of PAYERS');
  const amounts = new Map<number, bigint>();
  for (const payer of PAYER_NAMES) {
    const paid = byPayer[payer] ?? 0n;
    if (paid !== 0n) amounts.set(PAYERS[payer], amount(paid));
  }
  return amounts;
}

/** Without those who pay nothing. */
export function payingOf(byPayer: AmountsByPayer): AmountsByPayer {
  const paying: Partial<Record<Payer, AmountsByPayer[Payer]>> = {};
  for (const payer of PAYER_NAMES) {
    const paid = byPayer[payer];
    if (paid !== undefined && paid !== 0n) paying[payer] = paid;
  }
  return paying as AmountsByPayer;
}

/** Each amount is positive: zero has no entry, and nobody pays less than nothing. */
export function parseAmounts(fields: MapFields): AmountsByPayer {
  const paying = PAYER_NAMES.filter((payer) => fields.has(PAYERS[payer]));
  const amounts = paying.map((payer) => {
    const range = { min: 1, max: Number.MAX_SAFE_INTEGER };
    return [payer, amount(BigInt(fields.integer(PAYERS[payer], `byPayer.${payer}`, range)))];
  });
  fields.end();
  return Object.fromEntries(amounts) as AmountsByPayer;
}

/** Whether nobody pays a negative amount and all amounts together are the total. */
export function amountsAddUp(byPayer: AmountsByPayer, total: bigint): boolean {
  let sum = 0n;
  for (const payer of PAYER_NAMES) {
    const paid = byPayer[payer] ?? 0n;
    if (paid < 0n) return false;
    sum += paid;
  }
  return sum === total;
}
