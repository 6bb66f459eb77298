import type { CardSession } from '../card/index.ts';
import type { Adjudicated, Equipment, Refusal } from './equipment.ts';
import { fundsOf } from './offline/funds.ts';

/** More than any card allows in a row: the card blocks its PIN long before. */
const ENTRIES_MAX = 16;

/**
 * Has the holder prove that the card is theirs, where the sum that the funds pay asks for it. Asked
 * again after a wrong PIN, until the card blocks it or nobody enters one.
 * @returns undefined when nothing stands in the way
 */
export async function provePin(
  session: CardSession,
  { adjudication }: Adjudicated,
  { holderPin }: Equipment,
  onDue: () => void,
): Promise<Extract<Refusal, { outcome: 'pin-refused' }> | undefined> {
  if (!holderPin || fundsOf(adjudication.byPayer) < holderPin.fundsFrom) return undefined;
  let triesLeft: number | undefined;
  onDue();
  for (let entry = 0; entry < ENTRIES_MAX; entry++) {
    const pin = await holderPin.ask(triesLeft);
    if (!pin) return { outcome: 'pin-refused', cause: 'not-entered' };
    const result = await session.verifyPin(pin);
    if (result.outcome === 'verified' || result.outcome === 'no-pin') return undefined;
    if (result.outcome === 'blocked') break;
    ({ triesLeft } = result);
  }
  return { outcome: 'pin-refused', cause: 'blocked' };
}
