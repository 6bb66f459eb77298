/** The two checks on what settlements left on the card. */

import { equalBytes } from '../../bytes.ts';
import type { CardRecord, StateSlot } from '../../model/index.ts';
import type { CheckCause } from './checks.ts';

/**
 * Every slot must be proven by its CMAC, be empty, or have been left by a write that was cut off. A
 * slot that was written to its end and does not prove itself was changed: the card is refused even
 * when the other slot is good, because an older valid state may be just what the change is to bring
 * back.
 */
export function stateMacCause(
  { slots, unreadableSlots }: CardRecord,
  current: StateSlot | undefined,
): CheckCause | undefined {
  if (slots.some(({ macIsValid }) => !macIsValid)) return 'wrong-mac';
  if (unreadableSlots.some(({ found }) => found === 'garbage')) return 'changed-slot';
  return current ? undefined : 'no-valid-slot';
}

/**
 * Slots and log must tell one story:
 *
 * - slot A holds the even sequences, B the odd ones: state 0 is issued into A, and each next one
 *   goes into the slot that is not current;
 * - the slot that is not current holds the state before, or nothing on a card that never settled, or
 *   the remains of a write that the log announces;
 * - the newest log record is that of the current state, or announces (or voids) the next one; there
 *   is none only on a card that never settled.
 */
export function stateHistoryCause(
  { slots, unreadableSlots, newestLog }: CardRecord,
  current: StateSlot | undefined,
): CheckCause | undefined {
  if (!current) return 'not-run';
  const { sequence, logHash } = current.state;
  const isNextAnnounced = newestLog?.record.sequence === sequence + 1;

  if ((current.slot === 'A') !== (sequence % 2 === 0)) return 'slots-disagree';
  const older = slots.find((each) => each !== current && each.macIsValid);
  if (older && older.state.sequence !== sequence - 1) return 'slots-disagree';
  const isEmpty = unreadableSlots.some(({ found }) => found === 'empty');
  if (isEmpty && sequence > 0 && !isNextAnnounced) return 'slots-disagree';

  if (isNextAnnounced) return undefined;
  const isOwn = newestLog ? equalBytes(newestLog.hash, logHash) : sequence === 0;
  return isOwn ? undefined : 'log-disagrees';
}
