/**
 * The files of a OneCard: identifiers, short identifiers, sizes. One table that the session, the
 * personalisation and the virtual card share.
 */

import type { StaticFileNumber } from '../model/index.ts';

/**
 * Application identifier. F0 at the head marks an unregistered proprietary one
 * (ISO/IEC 7816-4:2005 §8.2.1.2); then `ONECARD` in ASCII and the generation 01.
 */
export const ONECARD_AID = Uint8Array.of(0xf0, 0x4f, 0x4e, 0x45, 0x43, 0x41, 0x52, 0x44, 0x01);

/** The one layout of files and keys that this package writes; stands in the FCI and in EF.CARD. */
export const PROFILE_VERSION = 1;

/** Key references of the card: 0x81 answers a challenge, 0x82 signs settlements. */
export const KEY_AUTHENTICATION = 0x81;
export const KEY_SETTLEMENT = 0x82;

/** A state slot: a protected write carries at most 223 bytes, and a slot is written by one command. */
export const SLOT_BYTES = 223;
export const LOG_RECORD_BYTES = 128;
export const LOG_RECORD_COUNT = 20;

export interface ElementaryFile {
  readonly parent: 'MF' | 'application';
  readonly fid: number;
  /** Short EF identifier within `parent`, 1 to 30. */
  readonly sfi: number;
  readonly structure: 'transparent' | 'cyclic';
  /** Bytes reserved for the file. A state slot is this long; a static file ends with its content. */
  readonly sizeBytes: number;
  /** Whether the county's security object holds its digest. */
  readonly isSigned: boolean;
}

function transparent(fid: number, sizeBytes: number, isSigned = false): ElementaryFile {
  const sfi = fid & 0x1f;
  return { parent: 'application', fid, sfi, structure: 'transparent', sizeBytes, isSigned };
}

function cyclic(fid: number, sizeBytes: number): ElementaryFile {
  return { ...transparent(fid, sizeBytes), structure: 'cyclic' };
}

/** Short identifiers of EF.DIR and EF.ATR/INFO in the MF: ICAO Doc 9303-10 (8th ed.) §3.11. */
function inMasterFile(fid: number, sfi: number): ElementaryFile {
  return { ...transparent(fid, 64), parent: 'MF', sfi };
}

/** Every elementary file by its name. */
export const FILES = {
  'EF.DIR': inMasterFile(0x2f00, 0x1e),
  'EF.ATR/INFO': inMasterFile(0x2f01, 0x01),
  'EF.CARD': transparent(0x0101, 128, true),
  'EF.HOLDER': transparent(0x0102, 512, true),
  'EF.INS': transparent(0x0103, 512, true),
  'EF.STATE-A': transparent(0x0104, SLOT_BYTES),
  'EF.STATE-B': transparent(0x0105, SLOT_BYTES),
  'EF.LOG': cyclic(0x0106, LOG_RECORD_BYTES * LOG_RECORD_COUNT),
  'EF.FAMILY': transparent(0x0107, 512, true),
  'EF.CHRONIC': transparent(0x0108, 512, true),
  'EF.CHAIN': transparent(0x011c, 512),
  'EF.SOD': transparent(0x011d, 768),
} as const;

export type FileName = keyof typeof FILES;

/** The files under the county's signature, in the order of their numbers. */
export const SIGNED_FILES = [
  'EF.CARD',
  'EF.HOLDER',
  'EF.INS',
  'EF.FAMILY',
  'EF.CHRONIC',
] as const satisfies readonly FileName[];
export type SignedFileName = (typeof SIGNED_FILES)[number];

/** The number under which the security object lists a signed file: the low byte of its FID. */
export function fileNumberOf(name: SignedFileName): StaticFileNumber {
  return FILES[name].sfi as StaticFileNumber;
}

/** The file that holds a state slot. */
export function stateFileOf(slot: 'A' | 'B'): 'EF.STATE-A' | 'EF.STATE-B' {
  return slot === 'A' ? 'EF.STATE-A' : 'EF.STATE-B';
}
