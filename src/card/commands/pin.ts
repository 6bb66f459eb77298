/**
 * The holder's PIN, reference 0x81: VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER
 * (ISO/IEC 7816-4:2005 §7.5.6, §7.5.7, §7.5.10).
 */

import { concat } from '../../bytes.ts';
import type { SecretPin } from '../../model/index.ts';
import type { ResponseApdu } from '../apdu.ts';
import { encodePinBlock } from '../pinBlock.ts';
import {
  countOf,
  type StatusWord,
  SW_PIN_BLOCKED,
  SW_REFERENCE_NOT_FOUND,
  SW_SUCCESS,
} from '../statusWord.ts';
import { type CardCommand, CLA_BASIC, exactly } from './command.ts';

const INS_VERIFY = 0x20;
const INS_CHANGE = 0x24;
const INS_RESET_RETRY_COUNTER = 0x2c;
export const PIN_REFERENCE = 0x81;
/** P1 of RESET RETRY COUNTER: a new PIN follows; nothing follows. */
const WITH_NEW_PIN = 0x02;
const WITHOUT_PIN = 0x03;
/** 63Cx: x tries are left. A card never has more than 15. */
const TRIES_LEFT: readonly StatusWord[] = Array.from({ length: 16 }, (_, left) => 0x63c0 | left);

export type PinResult =
  | { readonly outcome: 'verified' }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  /** No try is left: the county's desk unblocks it. */
  | { readonly outcome: 'blocked' }
  /** This card was issued without a PIN. */
  | { readonly outcome: 'no-pin' };

/** VERIFY: `00 20 00 81 08 <PIN block>`. */
export function verifyPin(pin: SecretPin): CardCommand<PinResult> {
  return pinCommand('VERIFY', INS_VERIFY, encodePinBlock(pin));
}

/** CHANGE REFERENCE DATA: `00 24 00 81 10 <old block> <new block>`; `verified` when it was changed. */
export function changePin(oldPin: SecretPin, newPin: SecretPin): CardCommand<PinResult> {
  const data = concat([encodePinBlock(oldPin), encodePinBlock(newPin)]);
  return pinCommand('CHANGE REFERENCE DATA', INS_CHANGE, data);
}

function pinCommand(name: string, ins: number, data: Uint8Array): CardCommand<PinResult> {
  return {
    name,
    apdu: { cla: CLA_BASIC, ins, p1: 0x00, p2: PIN_REFERENCE, data, ne: 0 },
    expected: [SW_SUCCESS, ...TRIES_LEFT, SW_PIN_BLOCKED, SW_REFERENCE_NOT_FOUND],
    parse(response) {
      exactly(response.data, 0, name);
      return pinResult(response);
    },
  };
}

function pinResult({ sw }: ResponseApdu): PinResult {
  if (sw === SW_SUCCESS) return { outcome: 'verified' };
  if (sw === SW_REFERENCE_NOT_FOUND) return { outcome: 'no-pin' };
  const triesLeft = sw === SW_PIN_BLOCKED ? 0 : (countOf(sw) ?? 0);
  return triesLeft === 0 ? { outcome: 'blocked' } : { outcome: 'wrong', triesLeft };
}

/**
 * RESET RETRY COUNTER, through a channel of ISSUE keys: `00 2C 02 81 08 <new block>`, or `00 2C 03 81`
 * to keep the PIN.
 */
export function resetRetryCounter(newPin?: SecretPin): CardCommand<void> {
  const name = 'RESET RETRY COUNTER';
  return {
    name,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_RESET_RETRY_COUNTER,
      p1: newPin ? WITH_NEW_PIN : WITHOUT_PIN,
      p2: PIN_REFERENCE,
      data: newPin ? encodePinBlock(newPin) : new Uint8Array(0),
      ne: 0,
    },
    expected: [SW_SUCCESS],
    parse: (response) => {
      exactly(response.data, 0, name);
    },
  };
}
