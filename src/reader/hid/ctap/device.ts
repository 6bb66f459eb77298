import { OneCardError } from '../../../errors/index.ts';
import type { HidCardDevice, SlotState } from '../device.ts';
import type { HidPort } from '../port.ts';
import { CtapChannel, CtapRefusal } from './channel.ts';
import { CAPABILITY_NO_MESSAGE, CTAP_COMMANDS, CTAP_ERRORS, LOCK_SECONDS_MAX } from './codes.ts';
import type { CtapTimes } from './limits.ts';
import { CTAP_MESSAGE_BYTES_MAX } from './packet.ts';

/** A lock is renewed after half of its time, so that one slow command does not outlive it. */
const LOCK_RENEWAL_MS = (LOCK_SECONDS_MAX * 1_000) / 2;

/**
 * A card behind CTAPHID_MSG. The framing knows neither power nor presence nor an answer to reset: the
 * card is there as long as the device is.
 */
export class CtapCardDevice implements HidCardDevice {
  readonly #port: HidPort;
  readonly #times: CtapTimes;
  #channel: CtapChannel;
  #hasLocks = true;
  #lockedAt: number | undefined;

  private constructor(port: HidPort, times: CtapTimes, channel: CtapChannel) {
    this.#port = port;
    this.#times = times;
    this.#channel = channel;
  }

  /** @throws OneCardError `reader.hid-no-apdu` when the device takes no raw messages. */
  static async open(port: HidPort, times: CtapTimes): Promise<CtapCardDevice> {
    const channel = await CtapChannel.open(port, times);
    if ((channel.init.capabilities & CAPABILITY_NO_MESSAGE) !== 0) {
      throw new OneCardError('reader.hid-no-apdu', { capabilities: channel.init.capabilities });
    }
    return new CtapCardDevice(port, times, channel);
  }

  async slotState(): Promise<SlotState> {
    this.#port.assertOpen();
    return 'powered';
  }

  async powerOn(): Promise<Uint8Array> {
    return new Uint8Array(0);
  }

  async powerOff(): Promise<void> {}

  async transmit(_slot: number, command: Uint8Array): Promise<Uint8Array> {
    if (command.length > CTAP_MESSAGE_BYTES_MAX) {
      const detail = { commandBytes: command.length, bytesMax: CTAP_MESSAGE_BYTES_MAX };
      throw new OneCardError('reader.command-too-long', detail);
    }
    const answer = await this.#channel.exchange(CTAP_COMMANDS.message, command);
    if (!(answer instanceof CtapRefusal)) return answer;
    if (answer.isInvalidChannel) {
      // The device has started anew, and what the card had selected is gone with it. Report, never replay.
      this.#lockedAt = undefined;
      this.#channel = await CtapChannel.open(this.#port, this.#times);
      throw new OneCardError('reader.card-was-reset', { error: 'invalid-channel' });
    }
    if (answer.code === CTAP_ERRORS['invalid-command'])
      throw new OneCardError('reader.hid-no-apdu');
    throw answer.toError();
  }

  async holdLock(): Promise<void> {
    const isFresh =
      this.#lockedAt !== undefined && performance.now() - this.#lockedAt < LOCK_RENEWAL_MS;
    if (!this.#hasLocks || isFresh) return;
    const lockedAt = performance.now();
    this.#hasLocks = await this.#channel.lock(LOCK_SECONDS_MAX);
    if (this.#hasLocks) this.#lockedAt = lockedAt;
  }

  async releaseLock(): Promise<void> {
    if (this.#lockedAt === undefined) return;
    this.#lockedAt = undefined;
    await this.#channel.lock(0);
  }

  close(): Promise<void> {
    return this.#port.close();
  }
}
