/** The person before the desk, asked for the PIN: enters it, a wrong one, or none. */

import { SecretPin } from '../model/index.ts';
import type { Amount } from '../money.ts';
import type { HolderPinPolicy } from '../terminal/index.ts';
import type { PowerSession } from './powerSession.ts';

export interface HolderAtDesk {
  /** The county's rule: from what the funds pay; nobody is asked without it. */
  pinFrom?: Amount;
  /** What the holder knows; undefined when the card has none. */
  pin?: SecretPin;
}

/** What a desk asks by, read when it starts. */
export function holderPin(holder: HolderAtDesk, power: PowerSession): HolderPinPolicy | undefined {
  const { pinFrom: fundsFrom } = holder;
  if (fundsFrom === undefined) return undefined;
  let wrongLeft = 0;
  return {
    fundsFrom,
    ask: () =>
      power.pass('person', async () => {
        if (power.take('no-pin')) return undefined;
        wrongLeft = power.take('wrong-pin')?.entries ?? wrongLeft;
        if (wrongLeft === 0) return holder.pin ?? SOME_PIN;
        wrongLeft -= 1;
        return WRONG_PIN;
      }),
  };
}

/** Of a holder whose card has none. */
const SOME_PIN = new SecretPin('0000');
const WRONG_PIN = new SecretPin('999999');
