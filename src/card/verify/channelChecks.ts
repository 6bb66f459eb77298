/** The channel that the record came through, and the counters that only ever rise. */

import { roleOfKeyVersion } from '../../crypto/index.ts';
import type { CardCounters, CardRecord, StateSlot } from '../../model/index.ts';
import { keyVersionOf } from '../session/openChannel.ts';
import type { CheckCause } from './checks.ts';

/** The keys of the channel are those that EF.CARD names, and of the card's suite. */
export function secureChannelCause({ channel, card }: CardRecord): CheckCause | undefined {
  if (!channel) return 'not-protected';
  const owner = roleOfKeyVersion(channel.keyVersion);
  if (owner?.suite !== card.suite) return 'suite-mismatch';
  const isOwn =
    owner.role === channel.role && channel.keyVersion === keyVersionOf(card, owner.role);
  return isOwn ? undefined : 'other-key-version';
}

/**
 * Each channel has a higher number than the one before; the state of a card that settles elsewhere
 * moves on, and never back.
 * @param known what the terminal knew before this visit began
 */
export function cardCountersCause(
  { channel }: CardRecord,
  current: StateSlot | undefined,
  known: CardCounters | undefined,
): CheckCause | undefined {
  if (!known) return undefined;
  if (!current || !channel) return 'not-run';
  const isBack =
    current.state.sequence < known.sequence || channel.sequence <= known.channelSequence;
  return isBack ? 'rolled-back' : undefined;
}
