/**
 * Secure messaging as a layer: every command goes out protected, every answer comes back checked and in
 * the clear. The keys are in the security module; this layer carries bytes, and dies on the first doubt.
 */

import { OneCardError } from '../../errors/index.ts';
import type {
  CardSerial,
  ChannelEvidence,
  ChannelSize,
  Sam,
  SamChannel,
} from '../../model/index.ts';
import { parseResponse } from '../apdu.ts';
import { SW_SUCCESS, statusWordText } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';

export interface SecureChannelOptions {
  readonly sam: Sam;
  readonly serial: CardSerial;
  readonly keyVersion: number;
  /** Whose keys they are. */
  readonly role: ChannelEvidence['role'];
  readonly size: ChannelSize;
}

/** A transport whose two ends know each other. `close` forgets the session keys and closes what is below. */
export interface SecureTransport extends CardTransport {
  /** Forgets the session keys, and leaves what is below open. */
  release(): Promise<void>;
  readonly evidence: ChannelEvidence;
}

/** The sequence counter stands before the status word of the answer to INITIALIZE UPDATE. */
const SEQUENCE_BYTES = 3;

/**
 * Authenticates card and module to each other (GPC_SPE_014 v1.1.1 §5.3: INITIALIZE UPDATE, EXTERNAL
 * AUTHENTICATE at level 33) and lays the channel over `inner`.
 *
 * Error status words come back as the card sent them: they are not authenticated, the channel stays,
 * and none of them proves that nothing happened. Anything else that is not right, a lost answer
 * included, ends the channel for good: the card's counter and ours may differ from then on.
 * @throws OneCardError `card.channel-not-opened`, `crypto.channel-…`, `sam.…`, and what `inner` throws
 */
export async function withSecureChannel(
  inner: CardTransport,
  options: SecureChannelOptions,
): Promise<SecureTransport> {
  const { sam, serial, keyVersion, role, size } = options;
  const channel = await sam.openChannel({ keyVersion, serial, size });
  try {
    const answer = await inner.transmit(channel.hostChallengeCommand);
    const authenticated = parseResponse(await inner.transmit(await channel.finish(answer)));
    if (authenticated.sw !== SW_SUCCESS || authenticated.data.length > 0) {
      const sw = statusWordText(authenticated.sw);
      throw new OneCardError('card.channel-not-opened', { keyVersion, sw });
    }
    const evidence = { role, keyVersion, size, sequence: sequenceOf(answer) };
    return layered(inner, channel, evidence);
  } catch (error) {
    await channel.close().catch(() => undefined);
    throw error;
  }
}

function layered(
  inner: CardTransport,
  channel: SamChannel,
  evidence: ChannelEvidence,
): SecureTransport {
  let isDead = false;
  const release = async () => {
    isDead = true;
    await channel.close().catch(() => undefined);
  };
  return {
    evidence: Object.freeze(evidence),
    async transmit(command) {
      if (isDead) throw new OneCardError('card.channel-dead');
      // Dead until the answer has been proven: whatever ends this call early leaves it so.
      isDead = true;
      const answer = await channel.unwrap(await inner.transmit(await channel.wrap(command)));
      isDead = false;
      return answer;
    },
    release,
    async close() {
      await release();
      await inner.close();
    },
  };
}

function sequenceOf(answer: Uint8Array): number {
  return answer.slice(-2 - SEQUENCE_BYTES, -2).reduce((value, byte) => value * 256 + byte, 0);
}
