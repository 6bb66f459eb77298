/**
 * The holder's PIN. A try is spent and stored before the PIN is compared, so that power cut at the
 * right moment wins nothing.
 */

import { equalBytes } from '../../bytes.ts';
import {
  type CommandApdu,
  isPinBlock,
  PIN_BLOCK_BYTES,
  PIN_REFERENCE,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_PIN_BLOCKED,
  SW_REFERENCE_NOT_FOUND,
  SW_SECURITY_NOT_SATISFIED,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import { type CardContents, type HolderPin, PIN_TRIES } from '../contents.ts';
import { hasRole } from './access.ts';
import { done, refuse, type Situation, type Step } from './step.ts';

/** P1 of RESET RETRY COUNTER: a new PIN follows; nothing follows. */
const WITH_NEW_PIN = 0x02;
const WITHOUT_PIN = 0x03;

/** Without data it tells how many tries are left, and costs none. */
export function verify({ p1, p2, data, ne }: CommandApdu, situation: Situation): Step {
  const { selection, contents } = situation;
  const pin = pinOf(p1, p2, situation);
  if (typeof pin === 'number') return refuse(pin);
  if (ne > 0) return refuse(SW_WRONG_LENGTH);
  if (data.length === 0)
    return selection.isPinVerified ? done({}) : refuse(triesLeftWord(contents));
  if (data.length !== PIN_BLOCK_BYTES) return refuse(SW_WRONG_LENGTH);
  return compare(data, pin, situation, pin.block);
}

export function changeReferenceData({ p1, p2, data, ne }: CommandApdu, situation: Situation): Step {
  const pin = pinOf(p1, p2, situation);
  if (typeof pin === 'number') return refuse(pin);
  if (ne > 0 || data.length !== 2 * PIN_BLOCK_BYTES) return refuse(SW_WRONG_LENGTH);
  const newBlock = data.slice(PIN_BLOCK_BYTES);
  if (!isPinBlock(newBlock)) return refuse(SW_WRONG_DATA);
  return compare(data.slice(0, PIN_BLOCK_BYTES), pin, situation, newBlock);
}

export function resetRetryCounter(
  { p1, p2, data, ne }: CommandApdu,
  { contents: { pin }, role }: Situation,
): Step {
  if (p1 !== WITH_NEW_PIN && p1 !== WITHOUT_PIN) return refuse(SW_WRONG_P1_P2);
  if (p2 !== PIN_REFERENCE) return refuse(SW_REFERENCE_NOT_FOUND);
  if (!hasRole(role, 'ISSUE')) return refuse(SW_SECURITY_NOT_SATISFIED);
  if (ne > 0 || data.length !== (p1 === WITH_NEW_PIN ? PIN_BLOCK_BYTES : 0)) {
    return refuse(SW_WRONG_LENGTH);
  }
  const block = p1 === WITH_NEW_PIN ? data : pin?.block;
  if (!block) return refuse(SW_REFERENCE_NOT_FOUND);
  if (!isPinBlock(block)) return refuse(SW_WRONG_DATA);
  return done({ change: { kind: 'pin', pin: { block, triesLeft: PIN_TRIES } } });
}

/** @param kept the PIN that the card has when `data` is right */
function compare(
  data: Uint8Array,
  pin: HolderPin,
  { selection }: Situation,
  kept: Uint8Array,
): Step {
  const spent: HolderPin = { ...pin, triesLeft: pin.triesLeft - 1 };
  return done({
    change: { kind: 'pin', pin: spent },
    next: (contents) => {
      if (!equalBytes(data, pin.block)) {
        const refused = refuse(triesLeftWord(contents));
        return { ...refused, selection: { ...selection, isPinVerified: false } };
      }
      return done({
        selection: { ...selection, isPinVerified: true },
        change: { kind: 'pin', pin: { block: kept, triesLeft: PIN_TRIES } },
      });
    },
  });
}

function pinOf(
  p1: number,
  p2: number,
  { selection, contents: { pin } }: Situation,
): HolderPin | number {
  if (p1 !== 0) return SW_WRONG_P1_P2;
  if (selection.directory !== 'application') return SW_CONDITIONS_NOT_SATISFIED;
  if (p2 !== PIN_REFERENCE || !pin) return SW_REFERENCE_NOT_FOUND;
  return pin.triesLeft === 0 ? SW_PIN_BLOCKED : pin;
}

/** 63Cx. */
function triesLeftWord({ pin }: CardContents): number {
  return 0x63c0 | (pin?.triesLeft ?? 0);
}
