/**
 * Clock and bit rates of TA1, ISO/IEC 7816-3:2006 §8.3 tables 7 and 8, and the waiting times that
 * follow from them (§10.2, §11.4.3).
 */

import type { T1Parameters } from './atr.ts';

/** Fi by the high half of TA1; undefined where the value is reserved. */
const FI = [
  372,
  372,
  558,
  744,
  1116,
  1488,
  1860,
  undefined,
  undefined,
  512,
  768,
  1024,
  1536,
  2048,
] as const;
/** Di by the low half of TA1. */
const DI = [undefined, 1, 2, 4, 8, 16, 32, 64, 12, 20] as const;

/** Fd and Dd: what every card answers its reset with. */
const F_DEFAULT = 372;
/** §11.4.3: the block waiting time is counted in units of 960 × Fd clock cycles. */
const WAITING_UNITS = 960;

export interface TransmissionRate {
  /** Clock cycles in F, of which D bits are sent. */
  readonly f: number;
  readonly d: number;
}

/** The rate that a TA1 stands for; undefined when either half is reserved. */
export function rateOf(fiDi: number): TransmissionRate | undefined {
  const f = FI[fiDi >> 4];
  const d = DI[fiDi & 0x0f];
  return f === undefined || d === undefined ? undefined : { f, d };
}

/** Bits a second at `clockHz`. */
export function bitRateOf({ f, d }: TransmissionRate, clockHz: number): number {
  return Math.floor((clockHz * d) / f);
}

/** Milliseconds that a T=0 card may let pass between two characters: 960 × WI × Fi cycles (§10.2). */
export function workWaitingTimeMs(
  waitingInteger: number,
  { f }: TransmissionRate,
  clockHz: number,
): number {
  return Math.ceil((WAITING_UNITS * waitingInteger * f * 1_000) / clockHz);
}

/** Milliseconds that a T=1 card may take before its block begins: 11 etu + 2^BWI × 960 × Fd cycles. */
export function blockWaitingTimeMs(
  { bwi }: T1Parameters,
  { f, d }: TransmissionRate,
  clockHz: number,
): number {
  const cycles = (11 * f) / d + 2 ** bwi * WAITING_UNITS * F_DEFAULT;
  return Math.ceil((cycles * 1_000) / clockHz);
}

/** Milliseconds that a T=1 card may let pass between two characters of a block: 11 + 2^CWI etu. */
export function characterWaitingTimeMs(
  { cwi }: T1Parameters,
  { f, d }: TransmissionRate,
  clockHz: number,
): number {
  return Math.ceil(((11 + 2 ** cwi) * (f / d) * 1_000) / clockHz);
}
