/**
 * Answer to reset, ISO/IEC 7816-3:2006 §8.2.
 *
 * ```
 * TS T0 [TA1 TB1 TC1 TD1] [TA2 TB2 TC2 TD2] … [T1 … TK] [TCK]
 *    │                └── high half: which bytes of the next group follow; low half: protocol T
 *    └─ high half: which of TA1..TD1 follow; low half: K, the count of historical bytes
 * ```
 *
 * TCK is there exactly when a protocol other than T=0 is indicated; T0 to TCK then add up to 0 by XOR.
 */

import { OneCardError } from '../errors/index.ts';

/** TS and at most 32 characters after it (§8.1). It also bounds every loop here. */
export const ATR_BYTES_MAX = 33;
const ATR_BYTES_MIN = 2;
const TS_DIRECT = 0x3b;
const TS_INVERSE = 0x3f;
/** T=15 is no protocol: it marks interface bytes that hold for every protocol (§8.2.3). */
const T_GLOBAL = 15;

/** §8.3 and §11.4.2, §11.4.3: what holds when the card does not say. */
export const FI_DI_DEFAULT = 0x11;
export const WI_DEFAULT = 10;
export const IFSC_DEFAULT = 32;
const BWI_DEFAULT = 4;
const CWI_DEFAULT = 13;

/** One group of interface bytes, TA to TD of the same number. */
export interface InterfaceBytes {
  /** 1 for TA1..TD1. */
  readonly index: number;
  /** The protocol that TD of the group before names; groups 1 and 2 hold for all. */
  readonly protocol: number | undefined;
  readonly ta?: number;
  readonly tb?: number;
  readonly tc?: number;
  readonly td?: number;
}

/** TA2: the card speaks one protocol at one speed and takes no PPS (§8.3). */
export interface SpecificMode {
  readonly protocol: number;
  /** Whether a reset may bring the card into negotiable mode. */
  readonly canChange: boolean;
  /** Bit 5: speed is not that of TA1 but one that both sides know beforehand. */
  readonly hasImpliedSpeed: boolean;
}

export interface T1Parameters {
  /** Most information bytes that the card takes in a block, 1 to 254. */
  readonly ifsc: number;
  /** Exponents of the block and character waiting times. */
  readonly bwi: number;
  readonly cwi: number;
  readonly edc: 'lrc' | 'crc';
}

export interface Atr {
  readonly bytes: Uint8Array;
  readonly convention: 'direct' | 'inverse';
  readonly groups: readonly InterfaceBytes[];
  /** Protocols in the order of offer, T=15 left out; T=0 alone when no TD1 says otherwise. */
  readonly protocols: readonly number[];
  readonly specificMode: SpecificMode | undefined;
  /** TA1: index of the clock rate in the high half, of the bit rate in the low half. */
  readonly fiDi: number;
  /** TC1: extra guard time N, 0 to 255. */
  readonly extraGuardTime: number;
  /** TC2: waiting integer of T=0. */
  readonly waitingInteger: number;
  readonly t1: T1Parameters;
  /** First TA after T=15: clock stop in bits 8 and 7, classes of voltage in bits 6 to 1. */
  readonly clockStopAndClass: number | undefined;
  readonly historicalBytes: Uint8Array;
  /** TCK, which has been checked; absent when only T=0 is offered. */
  readonly checkByte: number | undefined;
}

/**
 * An answer to reset out of its bytes.
 * @throws OneCardError `card.malformed-atr` with `rule` and `offset` or `field`.
 */
export function parseAtr(bytes: Uint8Array): Atr {
  if (bytes.length < ATR_BYTES_MIN) throw malformed(bytes.length, 'too-short');
  if (bytes.length > ATR_BYTES_MAX) throw malformed(ATR_BYTES_MAX, 'too-long');
  if (bytes[0] !== TS_DIRECT && bytes[0] !== TS_INVERSE) throw malformed(0, 'ts');

  const { groups, end } = parseGroups(bytes);
  const indicated = groups.flatMap(({ td }) => (td === undefined ? [] : [td & 0x0f]));
  const historicalEnd = end + (bytes[1]! & 0x0f);
  const hasCheckByte = indicated.some((protocol) => protocol !== 0);
  const lengthBytes = historicalEnd + (hasCheckByte ? 1 : 0);
  if (bytes.length < lengthBytes) {
    throw malformed(bytes.length, bytes.length < historicalEnd ? 'historical' : 'tck-missing');
  }
  if (bytes.length > lengthBytes) throw malformed(lengthBytes, 'bytes-left-over');
  if (hasCheckByte && bytes.subarray(1).reduce((sum, byte) => sum ^ byte, 0) !== 0) {
    throw malformed(lengthBytes - 1, 'tck');
  }
  return {
    bytes: bytes.slice(),
    convention: bytes[0] === TS_DIRECT ? 'direct' : 'inverse',
    groups,
    protocols: offered(indicated),
    specificMode: specificModeOf(groups[1]?.ta),
    fiDi: groups[0]?.ta ?? FI_DI_DEFAULT,
    extraGuardTime: groups[0]?.tc ?? 0,
    waitingInteger: waitingIntegerOf(groups[1]?.tc),
    t1: t1ParametersOf(groups),
    clockStopAndClass: firstOf(groups, T_GLOBAL, 'ta'),
    historicalBytes: bytes.slice(end, historicalEnd),
    checkByte: hasCheckByte ? bytes[lengthBytes - 1] : undefined,
  };
}

function parseGroups(bytes: Uint8Array): { groups: InterfaceBytes[]; end: number } {
  const groups: InterfaceBytes[] = [];
  let offset = 2;
  let announced = bytes[1]! >> 4;
  let protocol: number | undefined;
  // Each round with something announced consumes a byte: ATR_BYTES_MAX bounds it.
  while (announced !== 0) {
    const group: { -readonly [Key in keyof InterfaceBytes]: InterfaceBytes[Key] } = {
      index: groups.length + 1,
      protocol: groups.length < 2 ? undefined : protocol,
    };
    for (const [bit, name] of (['ta', 'tb', 'tc', 'td'] as const).entries()) {
      if ((announced & (1 << bit)) === 0) continue;
      if (offset === bytes.length) throw malformed(offset, 'interface-bytes');
      group[name] = bytes[offset++]!;
    }
    groups.push(group);
    if (group.td === undefined) break;
    protocol = group.td & 0x0f;
    if (group.index === 1 && protocol === T_GLOBAL) throw malformed(offset - 1, 'td1-t15');
    announced = group.td >> 4;
  }
  return { groups, end: offset };
}

function offered(indicated: readonly number[]): readonly number[] {
  const protocols = indicated.filter((protocol) => protocol !== T_GLOBAL);
  return protocols.length === 0 ? [0] : [...new Set(protocols)];
}

function specificModeOf(ta2: number | undefined): SpecificMode | undefined {
  if (ta2 === undefined) return undefined;
  return {
    protocol: ta2 & 0x0f,
    canChange: (ta2 & 0x80) === 0,
    hasImpliedSpeed: (ta2 & 0x10) !== 0,
  };
}

function waitingIntegerOf(tc2: number | undefined): number {
  if (tc2 === 0) throw reserved('tc2');
  return tc2 ?? WI_DEFAULT;
}

/** §11.4: the first TA, TB and TC for T=1, from group 3 on. */
function t1ParametersOf(groups: readonly InterfaceBytes[]): T1Parameters {
  const ifsc = firstOf(groups, 1, 'ta') ?? IFSC_DEFAULT;
  if (ifsc === 0 || ifsc === 0xff) throw reserved('ifsc');
  const waiting = firstOf(groups, 1, 'tb') ?? (BWI_DEFAULT << 4) | CWI_DEFAULT;
  if (waiting >> 4 > 9) throw reserved('bwi');
  const isCrc = ((firstOf(groups, 1, 'tc') ?? 0) & 1) === 1;
  return { ifsc, bwi: waiting >> 4, cwi: waiting & 0x0f, edc: isCrc ? 'crc' : 'lrc' };
}

function firstOf(
  groups: readonly InterfaceBytes[],
  protocol: number,
  name: 'ta' | 'tb' | 'tc',
): number | undefined {
  return groups.find((group) => group.protocol === protocol && group[name] !== undefined)?.[name];
}

function malformed(offset: number, rule: string): OneCardError {
  return new OneCardError('card.malformed-atr', { offset, rule });
}

function reserved(field: string): OneCardError {
  return new OneCardError('card.malformed-atr', { field, rule: 'reserved-value' });
}
