/** Who pays how much, inside the settlement's bytes: { payer number: fen }. */

import { type AmountsByPayer, PAYERS, type Payer } from '../../model/index.ts';
import { amount } from '../../money.ts';
import type { MapFields } from '../cbor/fields.ts';
import { compareKeys } from '../cbor/value.ts';
import { putCount, putEnd, putInteger, putMapUncounted } from '../cbor/write.ts';
import { putItem } from '../cbor/writeValue.ts';

const PAYER_NAMES = Object.keys(PAYERS) as readonly Payer[];

/** In the order in which they are written. */
const NUMBERED = Object.entries(PAYERS)
  .map(([payer, number]) => ({ payer: payer as Payer, number }))
  .sort((a, b) => compareKeys(a.number, b.number));

/** A payer who pays nothing is left out, so that one split has one form. @throws TypeError, RangeError. */
export function putAmounts(byPayer: AmountsByPayer): void {
  for (const name of Object.keys(byPayer)) {
    if (!Object.hasOwn(PAYERS, name)) throw new TypeError('"byPayer" expected the names of PAYERS');
  }
  const place = putMapUncounted();
  let paying = 0;
  for (const { payer, number } of NUMBERED) {
    const paid = byPayer[payer] ?? 0n;
    if (paid === 0n) continue;
    paying += 1;
    putInteger(number);
    putAmount(paid);
  }
  putCount(place, paying);
  putEnd();
}

/** @throws TypeError, RangeError for what is no amount */
export function putAmount(value: bigint): void {
  putItem(amount(value));
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

/** Whether everyone pays the same; a payer who pays nothing may be absent. */
export function paySame(one: AmountsByPayer, other: AmountsByPayer): boolean {
  return PAYER_NAMES.every((payer) => (one[payer] ?? 0n) === (other[payer] ?? 0n));
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
