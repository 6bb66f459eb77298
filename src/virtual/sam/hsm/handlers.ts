/** Each operation of the remote module's protocol, carried out by a `Sam`. */

import { fromHex, toHex } from '../../../bytes.ts';
import type { HsmAnswer, HsmOperation, HsmRequest } from '../../../card/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import {
  type CardSerial,
  type RandomSource,
  type Sam,
  type SamChannel,
  SecretPin,
} from '../../../model/index.ts';

/** A visit has one channel open; those of interrupted visits make room, the oldest first. */
const CHANNELS_MAX = 4;
const CHANNEL_ID_BYTES = 16;

/** The channels of one terminal, under names that nobody guesses. */
export class ChannelTable {
  readonly #random: RandomSource;
  readonly #open = new Map<string, SamChannel>();

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** @throws what `open` throws */
  async add(
    open: () => Promise<SamChannel>,
  ): Promise<{ readonly id: Uint8Array; readonly channel: SamChannel }> {
    const channel = await open();
    const [oldest] = this.#open.keys();
    if (this.#open.size >= CHANNELS_MAX && oldest !== undefined) await this.close(fromHex(oldest));
    const id = this.#random.bytes(CHANNEL_ID_BYTES);
    this.#open.set(toHex(id), channel);
    return { id, channel };
  }

  /** A channel that failed once is gone. @throws OneCardError `sam.channel-lost`. */
  async use<T>(id: Uint8Array, call: (channel: SamChannel) => Promise<T>): Promise<T> {
    const channel = this.#open.get(toHex(id));
    if (!channel) throw new OneCardError('sam.channel-lost');
    try {
      return await call(channel);
    } catch (error) {
      await this.close(id);
      throw error;
    }
  }

  async close(id: Uint8Array): Promise<void> {
    const name = toHex(id);
    const channel = this.#open.get(name);
    this.#open.delete(name);
    await channel?.close();
  }

  async closeAll(): Promise<void> {
    const channels = [...this.#open.values()];
    this.#open.clear();
    for (const channel of channels) await channel.close();
  }
}

type Handlers = {
  readonly [Operation in HsmOperation]: (
    sam: Sam,
    request: HsmRequest<Operation>,
    channels: ChannelTable,
  ) => Promise<HsmAnswer<Operation>>;
};

export const HANDLERS: Handlers = {
  async identity(sam) {
    return { id: fromHex(await sam.id()), publicKey: await sam.publicKey() };
  },
  async status(sam) {
    const { id, role, suite, keyVersions, expiresOn, pin, pinTriesLeft, usesLeft, dailySumLeft } =
      await sam.status();
    const sum = Number(dailySumLeft);
    const fixed = { id: fromHex(id), role, suite, keyVersions, expiresOn };
    return { ...fixed, pin, pinTriesLeft, usesLeft, dailySumLeft: sum };
  },
  async 'verify-pin'(sam, { pin }) {
    const result = await sam.verifyPin(new SecretPin(pin));
    const triesLeft = result.outcome === 'wrong' ? result.triesLeft : undefined;
    return { outcome: result.outcome, triesLeft };
  },
  async 'open-channel'(sam, { keyVersion, serial, size }, channels) {
    const request = { keyVersion, serial: serialOf(serial), size };
    const { id, channel } = await channels.add(() => sam.openChannel(request));
    return { channel: id, command: channel.hostChallengeCommand };
  },
  async 'finish-channel'(_sam, { channel, response }, channels) {
    return { command: await channels.use(channel, (each) => each.finish(response)) };
  },
  async wrap(_sam, { channel, command }, channels) {
    return { command: await channels.use(channel, (each) => each.wrap(command)) };
  },
  async unwrap(_sam, { channel, response }, channels) {
    return { response: await channels.use(channel, (each) => each.unwrap(response)) };
  },
  async 'close-channel'(_sam, { channel }, channels) {
    await channels.close(channel);
    return {};
  },
  async 'key-block'(sam, { serial, keyVersion, newKeyVersion }) {
    const request = { serial: serialOf(serial), keyVersion, newKeyVersion };
    return { block: await sam.keyBlock(request) };
  },
  async 'mac-state'(sam, { suite, serial, body }) {
    return { mac: await sam.macState(suite, serialOf(serial), body) };
  },
  async 'check-state'(sam, { suite, serial, body, mac }) {
    return { isRight: await sam.checkState(suite, serialOf(serial), body, mac) };
  },
  async sign(sam, { statement, atc, cardSignature }) {
    return { signature: await sam.sign(statement, atc, cardSignature) };
  },
  async 'sign-head'(sam, { sequence, hash }) {
    return { signature: await sam.signHead({ sequence, hash }) };
  },
};

function serialOf(bytes: Uint8Array): CardSerial {
  return toHex(bytes).toUpperCase() as CardSerial;
}
