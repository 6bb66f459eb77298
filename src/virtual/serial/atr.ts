/** Answers to reset for virtual cards, ISO/IEC 7816-3:2006 §8.2. */

import { concat } from '../../bytes.ts';

export interface AtrWish {
  readonly protocol: 'T=0' | 'T=1' | 'both';
  /** TA1: speed that the card offers by PPS; 11 when absent. */
  readonly fiDi?: number;
  /** T=1: most information bytes of a block; 254 when absent. */
  readonly ifsc?: number;
  readonly edc?: 'lrc' | 'crc';
  /** BWI in the high half, CWI in the low half; 45 when absent. */
  readonly waiting?: number;
  /** At most 15 bytes. */
  readonly historicalBytes?: Uint8Array;
}

const TS_DIRECT = 0x3b;

/** @throws RangeError when the historical bytes are too many. */
export function makeAtr({
  protocol,
  fiDi = 0x11,
  ifsc = 254,
  edc = 'lrc',
  waiting = 0x45,
  historicalBytes = new Uint8Array(0),
}: AtrWish): Uint8Array {
  if (historicalBytes.length > 15) throw new RangeError('an ATR has at most 15 historical bytes');
  const hasT1 = protocol !== 'T=0';
  const k = historicalBytes.length;
  const t0 = 0x10 | (hasT1 ? 0x80 : 0) | k;
  // TA1, TD1 (first offer), TD2 (T=1), TA3 IFSC, TB3 waiting times, TC3 error detection code.
  const td1 = 0x80 | (protocol === 'both' ? 0 : 1);
  const t1 = hasT1 ? [td1, 0x71, ifsc, waiting, edc === 'crc' ? 1 : 0] : [];
  const body = concat([Uint8Array.of(t0, fiDi, ...t1), historicalBytes]);
  const tck = hasT1 ? [body.reduce((sum, byte) => sum ^ byte, 0)] : [];
  return Uint8Array.of(TS_DIRECT, ...body, ...tck);
}
