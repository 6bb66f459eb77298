import { explainReturnCode } from '../returnCodes.ts';

/** What came of a PIN that the person entered at the reader. "No" is an answer, not an error. */
export type PinOutcome =
  | { readonly outcome: 'done' }
  /** `retriesLeft` where the card said so. */
  | { readonly outcome: 'wrong-pin'; readonly retriesLeft?: number }
  | {
      readonly outcome:
        | 'pin-locked'
        | 'cancelled'
        | 'timed-out'
        | 'wrong-length'
        | 'pins-differ'
        | 'initial-pin';
    };

const OUTCOMES: Readonly<Record<string, PinOutcome>> = {
  '0': { outcome: 'done' },
  '-31': { outcome: 'cancelled' },
  '-32': { outcome: 'timed-out' },
  '-33': { outcome: 'wrong-length' },
  '-34': { outcome: 'pins-differ' },
  '-35': { outcome: 'initial-pin' },
  '-36': { outcome: 'initial-pin' },
  '-51': { outcome: 'wrong-pin' },
  '-52': { outcome: 'pin-locked' },
};

const SW_BLOCKED = 0x6983;

/** The outcome that a return value stands for, or undefined when it is a failure. */
export function pinOutcomeOf(value: number): PinOutcome | undefined {
  const own = OUTCOMES[String(value)];
  if (own) return own;
  const { sw } = explainReturnCode(value);
  if (sw === SW_BLOCKED) return { outcome: 'pin-locked' };
  if (sw === undefined || sw >> 4 !== 0x63c) return undefined;
  const retriesLeft = sw & 0x0f;
  return retriesLeft === 0 ? { outcome: 'pin-locked' } : { outcome: 'wrong-pin', retriesLeft };
}
