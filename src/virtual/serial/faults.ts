/** What can go wrong at a serial reader, for a virtual one to do on demand. */

export type SerialFault =
  /** The reader asks for the command again. */
  | 'nak'
  /** Bytes that mean nothing come before the answer. */
  | 'noise'
  /** The answer's LRC is wrong. */
  | 'bad-frame-lrc'
  /** After the echo nothing comes. */
  | 'lost-answer'
  /** The reader asks for more time in a frame of its own. */
  | 'time-extension'
  /** T=0: the single byte by which the card asks for more time. */
  | 'time-byte'
  /** The reader says that a card went and came, and answers as if nothing had been. */
  | 'slot-change'
  /** The card does not answer a reset. */
  | 'mute-card'
  /** The last byte of the answer to reset is wrong. */
  | 'bad-atr'
  /** The card is pulled while it has the command. */
  | 'pull-card'
  /** The line is cut while the card has the command. */
  | 'unplug'
  /** The reader found wrong parity in what the card sent. */
  | 'parity-error'
  /** The card did not answer within its waiting time. */
  | 'lost-block'
  /** T=1: the error detection code of the card's block is wrong. */
  | 'bad-block'
  /** T=1: the card asks for more time before it answers. */
  | 'wtx'
  /** T=1: the card takes smaller blocks from now on. */
  | 'ifs'
  /** T=1: the card breaks the exchange off. */
  | 'abort';

export interface SerialFaultPlan {
  /** Occasions that pass before the first; 0 when absent. */
  readonly after?: number;
  /** How often it happens; once when absent. */
  readonly times?: number;
}

interface PlannedFault {
  readonly fault: SerialFault;
  after: number;
  times: number;
}

/** Plans that may be open at once: more is a test that has lost its way. */
const PLANS_MAX = 1_000;

/** Faults that wait for their occasion, the oldest first. */
export class SerialFaults {
  #plans: PlannedFault[] = [];

  /** @throws RangeError when the counts are no whole numbers or too many faults wait. */
  inject(fault: SerialFault, { after = 0, times = 1 }: SerialFaultPlan = {}): void {
    if (!Number.isInteger(after) || after < 0) throw new RangeError('"after" expected 0 or more');
    if (!Number.isInteger(times) || times < 1) throw new RangeError('"times" expected 1 or more');
    if (this.#plans.length === PLANS_MAX) throw new RangeError('too many faults wait');
    this.#plans.push({ fault, after, times });
  }

  /** Forgets what has not happened. */
  clear(): void {
    this.#plans = [];
  }

  /** Faults that have not happened as often as planned. */
  get waiting(): readonly SerialFault[] {
    return this.#plans.map(({ fault }) => fault);
  }

  /** This is an occasion for `fault`: whether it happens now. */
  occurs(fault: SerialFault): boolean {
    const plan = this.#plans.find((planned) => planned.fault === fault);
    if (!plan) return false;
    if (plan.after > 0) {
      plan.after--;
      return false;
    }
    plan.times--;
    if (plan.times === 0) this.#plans.splice(this.#plans.indexOf(plan), 1);
    return true;
  }
}
