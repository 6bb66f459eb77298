import type { AmountsByPayer } from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';

/** What the funds pay: neither what the patient pays nor what the hospital bears. */
export function fundsOf(byPayer: AmountsByPayer): Amount {
  const own = add(byPayer.cash ?? ZERO, byPayer.hospital ?? ZERO);
  return subtract(add(ZERO, ...Object.values(byPayer)), own);
}
