/**
 * Protocol parameters of SetParameters and of the Parameters response, CCID Rev 1.10 §6.1.7.
 *
 * ```
 * T=0  bmFindexDindex | bmTCCKS 0000 00c0 | bGuardTime | bWaitingInteger          | bClockStop
 * T=1  bmFindexDindex | bmTCCKS 0001 00ce | bGuardTime | bWaitingIntegers BWI,CWI | bClockStop | bIFSC | bNadValue
 *      c: inverse convention, e: CRC in place of LRC
 * ```
 */

import type { Atr } from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';

export interface ProtocolParameters {
  readonly protocol: 0 | 1;
  readonly fiDi: number;
  readonly isInverse: boolean;
  readonly extraGuardTime: number;
  /** WI of T=0; BWI in the high half and CWI in the low half for T=1. */
  readonly waiting: number;
  readonly clockStop: number;
  /** T=1 only. */
  readonly edc: 'lrc' | 'crc';
  readonly ifsc: number;
}

const T0_BYTES = 5;
const T1_BYTES = 7;
const T1_FIXED_BITS = 0x10;

/** What the reader must know to speak `protocol` with the card at the rate `fiDi`. */
export function parametersOf(atr: Atr, protocol: 0 | 1, fiDi: number): ProtocolParameters {
  const { t1 } = atr;
  return {
    protocol,
    fiDi,
    isInverse: atr.convention === 'inverse',
    extraGuardTime: atr.extraGuardTime,
    waiting: protocol === 0 ? atr.waitingInteger : (t1.bwi << 4) | t1.cwi,
    clockStop: (atr.clockStopAndClass ?? 0) >> 6,
    edc: t1.edc,
    ifsc: t1.ifsc,
  };
}

/** The data of SetParameters; its bProtocolNum is `parameters.protocol`. */
export function encodeParameters(parameters: ProtocolParameters): Uint8Array {
  const { fiDi, extraGuardTime, waiting, clockStop, ifsc } = parameters;
  const convention = parameters.isInverse ? 2 : 0;
  if (parameters.protocol === 0) {
    return Uint8Array.of(fiDi, convention, extraGuardTime, waiting, clockStop);
  }
  const check = T1_FIXED_BITS | convention | (parameters.edc === 'crc' ? 1 : 0);
  return Uint8Array.of(fiDi, check, extraGuardTime, waiting, clockStop, ifsc, 0);
}

/**
 * The inverse of `encodeParameters`.
 * @param protocol bProtocolNum of the message
 * @throws OneCardError `reader.malformed-message` with `rule`.
 */
export function parseParameters(protocol: number, data: Uint8Array): ProtocolParameters {
  if (protocol !== 0 && protocol !== 1) throw malformed('protocol', protocol);
  if (data.length !== (protocol === 0 ? T0_BYTES : T1_BYTES)) {
    throw malformed('parameters-length', data.length);
  }
  const [fiDi, bits, extraGuardTime, waiting, clockStop] = data as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    protocol,
    fiDi,
    isInverse: (bits & 2) === 2,
    extraGuardTime,
    waiting,
    clockStop,
    edc: protocol === 1 && (bits & 1) === 1 ? 'crc' : 'lrc',
    ifsc: data[5] ?? 0,
  };
}

function malformed(rule: string, value: number): OneCardError {
  return new OneCardError('reader.malformed-message', { layer: 'ccid', rule, value });
}
