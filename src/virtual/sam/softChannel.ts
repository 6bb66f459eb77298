import { equalBytes } from '../../bytes.ts';
import { ONECARD_AID } from '../../card/index.ts';
import {
  type ChannelKeys,
  cardChallengeOf,
  HostChannel,
  roleOfKeyVersion,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { ChannelSize, RandomSource, SamChannel, SamId, SamRole } from '../../model/index.ts';
import { assertCarried } from './policy.ts';

/** Bytes of the host's challenge. */
const CHALLENGE_BYTES: Readonly<Record<ChannelSize, number>> = { S8: 8, S16: 16 };
/** Key diversification data, key version, SCP identifier and options stand before the card's challenge. */
const CARD_CHALLENGE_OFFSET = 13;

/**
 * The module's end of one channel: the arithmetic of `HostChannel`, and beside it that the module
 * protects nothing that the role of the keys is not for.
 */
export class SoftChannel implements SamChannel {
  readonly #host: HostChannel;
  readonly #keys: ChannelKeys;
  readonly #size: ChannelSize;
  readonly #role: SamRole;
  readonly #id: SamId;

  constructor(id: SamId, keys: ChannelKeys, size: ChannelSize, random: RandomSource) {
    this.#id = id;
    this.#keys = keys;
    this.#size = size;
    this.#role = roleOfKeyVersion(keys.keyVersion)?.role ?? 'READ';
    const hostChallenge = random.bytes(CHALLENGE_BYTES[size]);
    this.#host = HostChannel.open({ suite: keys.suite, keys, size, hostChallenge });
  }

  get hostChallengeCommand(): Uint8Array {
    return this.#host.initializeUpdate.slice();
  }

  async finish(answer: Uint8Array): Promise<Uint8Array> {
    const command = this.#host.finish(answer);
    this.#assertForetold(answer);
    return command;
  }

  async wrap(command: Uint8Array): Promise<Uint8Array> {
    assertCarried({ id: this.#id, role: this.#role }, command);
    return this.#host.wrap(command);
  }

  async unwrap(response: Uint8Array): Promise<Uint8Array> {
    return this.#host.unwrap(response);
  }

  async close(): Promise<void> {
    this.#host.close();
  }

  /**
   * The card's challenge must be the one that its sequence counter gives (GPC_SPE_014 v1.1.1 §6.2.2.1):
   * only so is the counter in the answer the card's own word, and a lower one a rolled-back card.
   */
  #assertForetold(answer: Uint8Array): void {
    const sequence = this.#host.sequence ?? 0;
    const expected = cardChallengeOf(this.#keys, this.#size, sequence, ONECARD_AID);
    const end = CARD_CHALLENGE_OFFSET + expected.length;
    if (equalBytes(answer.slice(CARD_CHALLENGE_OFFSET, end), expected)) return;
    this.#host.close();
    throw new OneCardError('crypto.channel-card-unproven', { keyVersion: this.#keys.keyVersion });
  }
}
