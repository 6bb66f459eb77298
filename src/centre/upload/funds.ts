import type { AmountsByPayer } from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';

/** What the funds pay: all but what the patient pays and the hospital bears. */
export function fundsOf(byPayer: AmountsByPayer): Amount {
  const own = add(byPayer.cash ?? ZERO, byPayer.hospital ?? ZERO);
  return subtract(add(...Object.values(byPayer)), own);
}
