import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../../errors/index.ts';
import type { HidPort } from '../port.ts';
import { CtapAssembly } from './assembly.ts';
import {
  BROADCAST_CHANNEL,
  CTAP_COMMANDS,
  CTAP_ERRORS,
  ctapErrorName,
  KEEPALIVE_STATUSES,
  LOCK_SECONDS_MAX,
  NONCE_BYTES,
} from './codes.ts';
import { type CtapInitAnswer, parseInitAnswer } from './initAnswer.ts';
import { CTAP_TIMES, type CtapTimes, INIT_ANSWER_MS, INIT_ATTEMPTS } from './limits.ts';
import { brokenFrame, type CtapMessage, encodePackets, parsePacket } from './packet.ts';

/** An answer that is an ERROR: the device did not do what was asked. */
export class CtapRefusal {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }

  get isInvalidChannel(): boolean {
    return this.code === CTAP_ERRORS['invalid-channel'];
  }

  toError(): OneCardError {
    const error = ctapErrorName(this.code);
    if (error === 'channel-busy') return new OneCardError('reader.in-use', { error });
    return new OneCardError('reader.hid-refused', { error, code: this.code });
  }
}

/**
 * A host's channel to a CTAPHID device, CTAP 2.1 §11.2. Several programs may share the device, each on
 * its own channel: every program receives every packet, and this one looks at its own.
 */
export class CtapChannel {
  readonly #port: HidPort;
  readonly #times: CtapTimes;
  readonly init: CtapInitAnswer;

  private constructor(port: HidPort, times: CtapTimes, init: CtapInitAnswer) {
    this.#port = port;
    this.#times = times;
    this.init = init;
  }

  /**
   * Has the device allocate a channel.
   * @throws OneCardError `reader.call-timed-out` when no answer bears our nonce, `reader.hid-frame`.
   */
  static async open(port: HidPort, times: CtapTimes = CTAP_TIMES): Promise<CtapChannel> {
    for (let attempt = 0; attempt < INIT_ATTEMPTS; attempt++) {
      const nonce = randomBytes(NONCE_BYTES);
      port.discard();
      await send(port, { channel: BROADCAST_CHANNEL, command: CTAP_COMMANDS.init, data: nonce });
      const init = await initAnswer(port, nonce);
      if (init) return new CtapChannel(port, times, init);
    }
    throw new OneCardError('reader.call-timed-out', { call: 'CTAPHID_INIT' });
  }

  /**
   * One message there, one back. A device that is busy with another program is asked again, because it
   * has not taken the message; nothing else is ever sent twice.
   * @throws OneCardError `reader.call-timed-out`, `reader.hid-frame`: the channel is of no use then.
   */
  async exchange(command: number, data: Uint8Array): Promise<Uint8Array | CtapRefusal> {
    const busyUntil = performance.now() + this.#times.busyMs;
    const until = performance.now() + this.#times.exchangeMs;
    // Ends: a round returns, throws, or pauses with `busyUntil` ahead.
    for (;;) {
      this.#port.discard();
      await send(this.#port, { channel: this.init.channel, command, data });
      const answer = await this.#answer(command, until);
      if (answer.command === command) return answer.data;
      if (answer.command !== CTAP_COMMANDS.error) throw brokenFrame('answer-command');
      if (answer.data.length !== 1) throw brokenFrame('error-length');
      const refusal = new CtapRefusal(answer.data[0]!);
      const isBusy = refusal.code === CTAP_ERRORS['channel-busy'];
      if (!isBusy || performance.now() + this.#times.busyPauseMs > busyUntil) return refusal;
      await sleep(this.#times.busyPauseMs);
    }
  }

  /**
   * Keeps other programs off the device; 0 lets it go.
   * @param seconds 0 to 10
   * @returns false when the device has no locks, which it need not have
   */
  async lock(seconds: number): Promise<boolean> {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > LOCK_SECONDS_MAX) {
      throw new RangeError(`"seconds" expected 0 to ${LOCK_SECONDS_MAX}`);
    }
    const answer = await this.exchange(CTAP_COMMANDS.lock, Uint8Array.of(seconds));
    if (!(answer instanceof CtapRefusal)) return true;
    if (answer.code === CTAP_ERRORS['invalid-command']) return false;
    throw answer.toError();
  }

  /** The next message that is no KEEPALIVE. Each KEEPALIVE grants another `silenceMs`, up to `until`. */
  async #answer(command: number, until: number): Promise<CtapMessage> {
    const grant = (ms: number): number => Math.min(until, performance.now() + ms);
    let assembly = new CtapAssembly();
    let deadline = grant(this.#times.silenceMs);
    // Ends: `deadline` never moves beyond `until`, and every round awaits a report.
    for (;;) {
      const leftMs = deadline - performance.now();
      const report = leftMs > 0 ? await this.#port.receive(leftMs) : undefined;
      if (!report) throw await this.#timedOut(command);
      const packet = parsePacket(report);
      if (packet.channel !== this.init.channel) continue;
      const message = assembly.push(packet);
      if (message && message.command !== CTAP_COMMANDS.keepalive) return message;
      if (message) assertKeepalive(message);
      deadline = grant(message ? this.#times.silenceMs : this.#times.packetGapMs);
      if (message) assembly = new CtapAssembly();
    }
  }

  /** CANCEL has no answer of its own (§11.2.9.1.5): it only frees the device for the next host. */
  async #timedOut(command: number): Promise<OneCardError> {
    const { channel } = this.init;
    const cancel = { channel, command: CTAP_COMMANDS.cancel, data: new Uint8Array(0) };
    await send(this.#port, cancel).catch(() => undefined);
    const call = `CTAPHID 0x${command.toString(16)}`;
    return new OneCardError('reader.call-timed-out', { call });
  }
}

async function send(port: HidPort, message: CtapMessage): Promise<void> {
  for (const report of encodePackets(message)) await port.sendOutput(0, report);
}

async function initAnswer(port: HidPort, nonce: Uint8Array): Promise<CtapInitAnswer | undefined> {
  const until = performance.now() + INIT_ANSWER_MS;
  let assembly = new CtapAssembly();
  for (;;) {
    const leftMs = until - performance.now();
    const report = leftMs > 0 ? await port.receive(leftMs) : undefined;
    if (!report) return undefined;
    const packet = parsePacket(report);
    if (packet.channel !== BROADCAST_CHANNEL) continue;
    const message = assembly.push(packet);
    if (!message) continue;
    assembly = new CtapAssembly();
    // An ERROR on this channel is somebody else's, or says "not now": the next attempt follows.
    if (message.command !== CTAP_COMMANDS.init) continue;
    const answer = parseInitAnswer(message.data, nonce);
    if (answer) return answer;
  }
}

function assertKeepalive({ data }: CtapMessage): void {
  const statuses: readonly number[] = Object.values(KEEPALIVE_STATUSES);
  if (data.length !== 1 || !statuses.includes(data[0]!)) throw brokenFrame('keepalive-status');
}
