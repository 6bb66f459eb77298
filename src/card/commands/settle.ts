/**
 * COMMIT SETTLEMENT, the one command in which a programmable card does a whole settlement: it checks
 * that log record and state follow what it holds, raises the ATC, appends the record, swaps the state
 * and signs, all in one write or not at all. Log record and state are too long for one command, so the
 * record is handed over first and waits in the card's working memory.
 *
 * ```
 * 80 EA 00 00 Lc <log record, without frame>                           kept until the next selection
 * 80 EA 01 00 Lc <h, 32 bytes> <CMAC, 16 bytes> <state body> 44        → ATC(4) ‖ r ‖ s
 * ```
 */

import { concat } from '../../bytes.ts';
import { SW_SUCCESS } from '../statusWord.ts';
import { type CardCommand, exactly } from './command.ts';
import { type CardSignature, parseCardSignature, SIGNATURE_ANSWER_BYTES } from './sign.ts';

const CLA_PROPRIETARY = 0x80;
const INS_COMMIT_SETTLEMENT = 0xea;
export const STAGE_RECORD = 0x00;
export const COMMIT_STAGED = 0x01;
export const COMMIT_HASH_BYTES = 32;
export const COMMIT_MAC_BYTES = 16;

/** Hands over the log record, without frame; nothing is written. */
export function stageSettlement(logRecord: Uint8Array): CardCommand<void> {
  const name = 'COMMIT SETTLEMENT (record)';
  return {
    name,
    apdu: {
      cla: CLA_PROPRIETARY,
      ins: INS_COMMIT_SETTLEMENT,
      p1: STAGE_RECORD,
      p2: 0x00,
      data: logRecord,
      ne: 0,
    },
    expected: [SW_SUCCESS],
    parse: (response) => {
      exactly(response.data, 0, name);
    },
  };
}

/** Writes and signs. @param hash 32 bytes, the settlement hash @param mac 16 bytes, over the state */
export function commitSettlement(
  hash: Uint8Array,
  mac: Uint8Array,
  stateBody: Uint8Array,
): CardCommand<CardSignature> {
  const name = 'COMMIT SETTLEMENT';
  if (hash.length !== COMMIT_HASH_BYTES) throw new RangeError('"hash" expected 32 bytes');
  if (mac.length !== COMMIT_MAC_BYTES) throw new RangeError('"mac" expected 16 bytes');
  return {
    name,
    apdu: {
      cla: CLA_PROPRIETARY,
      ins: INS_COMMIT_SETTLEMENT,
      p1: COMMIT_STAGED,
      p2: 0x00,
      data: concat([hash, mac, stateBody]),
      ne: SIGNATURE_ANSWER_BYTES,
    },
    expected: [SW_SUCCESS],
    parse: ({ data }) => parseCardSignature(exactly(data, SIGNATURE_ANSWER_BYTES, name)),
  };
}
