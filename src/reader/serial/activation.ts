/** What to settle with a card after its answer to reset: protocol, speed, parameters. No I/O. */

import {
  type Atr,
  bitRateOf,
  blockWaitingTimeMs,
  characterWaitingTimeMs,
  FI_DI_DEFAULT,
  rateOf,
  workWaitingTimeMs,
} from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { BLOCK_BYTES_MAX } from '../t1/block.ts';
import type { Pps } from './pps.ts';

export type CardProtocolNumber = 0 | 1;

export interface ReaderSpeed {
  /** What the reader drives the card's clock with. */
  readonly clockHz: number;
  /** Most bits a second between reader and card. */
  readonly bitRateMax: number;
}

export interface ActivationPlan {
  readonly protocol: CardProtocolNumber;
  /** The PPS to send; absent where the card takes none or nothing is to be changed. */
  readonly pps: Pps | undefined;
  /** Fi and Di that hold when no PPS is sent. */
  readonly fiDi: number;
}

export interface ActivationWish {
  /** Only this protocol; the card's first offer when absent. */
  readonly protocol?: CardProtocolNumber | undefined;
  /** Stay at the speed of the answer to reset: what is left after a PPS that failed. */
  readonly isSlow?: boolean;
}

/**
 * @throws OneCardError `reader.protocol-mismatch` when the card speaks neither T=0 nor T=1, or not the
 *   one that is wanted.
 */
export function planActivation(
  atr: Atr,
  speed: ReaderSpeed,
  { protocol: wanted, isSlow = false }: ActivationWish = {},
): ActivationPlan {
  const offers = atr.specificMode ? [atr.specificMode.protocol] : atr.protocols;
  const protocol = offers.find((offer) => offer === wanted || (wanted === undefined && offer <= 1));
  if (protocol !== 0 && protocol !== 1) {
    throw new OneCardError('reader.protocol-mismatch', { offered: offers.join(' ') });
  }
  if (atr.specificMode) {
    // §6.3.1: in specific mode the card is at its speed already and takes no PPS.
    const fiDi = atr.specificMode.hasImpliedSpeed ? FI_DI_DEFAULT : atr.fiDi;
    return { protocol, pps: undefined, fiDi };
  }
  const isFaster = !isSlow && atr.fiDi !== FI_DI_DEFAULT && isReachable(atr.fiDi, speed);
  const mustChoose = protocol !== offers[0];
  const pps = isFaster ? { protocol, fiDi: atr.fiDi } : mustChoose ? { protocol } : undefined;
  return { protocol, pps, fiDi: FI_DI_DEFAULT };
}

function isReachable(fiDi: number, { clockHz, bitRateMax }: ReaderSpeed): boolean {
  const rate = rateOf(fiDi);
  return rate !== undefined && bitRateOf(rate, clockHz) <= bitRateMax;
}

/** Bytes of the longest T=0 exchange: header, 256 bytes, status word, a procedure byte for each. */
const T0_CHARACTERS_MAX = 5 + 2 * 256 + 2;

/**
 * Longest that a card that keeps its waiting times may leave the reader without an answer to one block
 * or TPDU, transmission included.
 */
export function answerTimeMs(
  atr: Atr,
  protocol: CardProtocolNumber,
  fiDi: number,
  { clockHz }: ReaderSpeed,
): number {
  const rate = rateOf(fiDi) ?? { f: 372, d: 1 };
  // Ten bits a character, two of guard time, and the extra guard time the card wants; 255 stands for none.
  const guardBits = 12 + (atr.extraGuardTime === 255 ? 0 : atr.extraGuardTime);
  const characterMs = (guardBits * rate.f * 1_000) / (rate.d * clockHz);
  if (protocol === 1) {
    return Math.ceil(
      blockWaitingTimeMs(atr.t1, rate, clockHz) +
        characterWaitingTimeMs(atr.t1, rate, clockHz) +
        2 * BLOCK_BYTES_MAX * characterMs,
    );
  }
  return Math.ceil(
    workWaitingTimeMs(atr.waitingInteger, rate, clockHz) + T0_CHARACTERS_MAX * characterMs,
  );
}
