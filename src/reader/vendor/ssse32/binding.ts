/**
 * The reader interface that the terminal part of the social-security card specification gives to every
 * maker (`SSSE32.dll` and its kin), as data.
 */

import { OUTPUT_BYTES_MAX, type VendorArgument, type VendorBinding } from '../binding.ts';

const HANDLE: VendorArgument = { name: 'ReaderHandle', kind: 'int' };
const SLOT: VendorArgument = { name: 'ICC_Slot_No', kind: 'byte' };
/** An ATR has at most 33 bytes; callers in the field allocate from 40 to 64. */
const ATR_BYTES = 64;
/** Enumerating USB, or opening a serial port that is not there. */
const OPEN_TIMEOUT_MS = 10_000;
/** Powering up tries voltages and speeds. */
const POWER_TIMEOUT_MS = 10_000;
/** As long as a PC/SC transmission gets. */
const APDU_TIMEOUT_MS = 30_000;
const SHORT_TIMEOUT_MS = 5_000;

export const SSSE32_BINDING: VendorBinding = {
  name: 'ssse32',
  convention: 'stdcall',
  functions: {
    ICC_Reader_Open: {
      returns: 'int',
      arguments: [{ name: 'dev_Name', kind: 'text' }],
      timeoutMs: OPEN_TIMEOUT_MS,
    },
    ICC_Reader_Close: { returns: 'int', arguments: [HANDLE], timeoutMs: SHORT_TIMEOUT_MS },
    ICC_Reader_GetStatus: {
      returns: 'int',
      arguments: [HANDLE, SLOT],
      timeoutMs: SHORT_TIMEOUT_MS,
    },
    ICC_Reader_PowerOn: {
      returns: 'int',
      arguments: [HANDLE, SLOT, { name: 'Response', kind: 'bytes-out', sizeBytes: ATR_BYTES }],
      timeoutMs: POWER_TIMEOUT_MS,
    },
    ICC_Reader_PowerOff: {
      returns: 'int',
      arguments: [HANDLE, SLOT],
      timeoutMs: SHORT_TIMEOUT_MS,
    },
    ICC_Reader_Application: {
      returns: 'int',
      arguments: [
        HANDLE,
        SLOT,
        { name: 'Lenth_of_Command_APDU', kind: 'length', of: 'Command_APDU' },
        { name: 'Command_APDU', kind: 'bytes' },
        { name: 'Response_APDU', kind: 'bytes-out', sizeBytes: OUTPUT_BYTES_MAX },
      ],
      timeoutMs: APDU_TIMEOUT_MS,
      writes: true,
    },
  },
};

/** Slots by their number in this program: the holder's card, then the security modules. */
export const SSSE32_SLOTS = [
  { number: 0x01, purpose: 'holder', name: 'card' },
  { number: 0x11, purpose: 'sam', name: 'PSAM 1' },
  { number: 0x12, purpose: 'sam', name: 'PSAM 2' },
  { number: 0x13, purpose: 'sam', name: 'PSAM 3' },
  { number: 0x14, purpose: 'sam', name: 'PSAM 4' },
] as const;
