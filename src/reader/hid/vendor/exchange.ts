import { setTimeout as sleep } from 'node:timers/promises';
import { concat, equalBytes, toHex } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { HidPort } from '../port.ts';
import { encodeFragments, FragmentAssembly, fragmentsMax, payloadBytes } from './fragment.ts';
import { bodyBytesMax, encodeMessage, type MessageParts, parseMessage } from './message.ts';
import {
  commandOf,
  type HidProfile,
  type ProfileCommandName,
  type ProfileSlot,
  type StatusMeaning,
} from './profile.ts';

/** Pause before a reader that has no answer yet is asked again; a card answers in 10 ms at best. */
const PENDING_PAUSE_MS = 5;

/** Between two fragments, and for an acknowledgement: the reader has them ready, a report takes a millisecond. */
const FRAGMENT_GAP_MS = 500;

export interface VendorReply {
  readonly meaning: StatusMeaning | 'unlisted';
  /** The status as it came, in hexadecimal digits; empty where the reply has none. */
  readonly statusHex: string;
  readonly body: Uint8Array;
}

/** One request there, one reply back, in the reports that a profile describes. */
export class VendorExchange {
  readonly #port: HidPort;
  readonly #profile: HidProfile;

  constructor(port: HidPort, profile: HidProfile) {
    this.#port = port;
    this.#profile = profile;
  }

  /**
   * @param data the APDU, or nothing
   * @throws OneCardError `reader.command-too-long` before anything was sent; `reader.hid-frame` and
   *   `reader.call-timed-out`, after which the reader's next answer cannot be trusted.
   */
  async request(
    slot: ProfileSlot,
    name: ProfileCommandName,
    data: Uint8Array = new Uint8Array(0),
  ): Promise<VendorReply> {
    const profile = this.#profile;
    const command = commandOf(profile, slot, name);
    if (!command) throw new RangeError(`"name" expected a command of the profile, not ${name}`);
    const body = concat([command.prefix, data]);
    const room = this.#bodyBytesMax();
    if (body.length > room) {
      const bytesMax = room - command.prefix.length;
      throw new OneCardError('reader.command-too-long', { commandBytes: data.length, bytesMax });
    }
    const parts = { command: command.code, slot: slot.code, body };
    this.#port.discard();
    await this.#send(encodeMessage(profile.request, parts));
    const capacity = payloadBytes(profile, profile.receive.bytes);
    const isCounted = profile.fragment.some(({ field }) => field === 'count');
    const reply = parseMessage(command.reply ?? profile.reply, await this.#receive(name), {
      framing: profile.id,
      // The last report is filled up, and a whole report of fill was not needed.
      fillBytesMax: isCounted ? 0 : capacity - 1,
    });
    // A reply that names its command shows whether it belongs to this request or to an older one.
    for (const part of ['command', 'slot'] as const) {
      const echo = reply[part];
      if (echo && !equalBytes(echo, parts[part])) throw this.#broken(`${part}-echo`);
    }
    return this.#understood(reply, command.statuses);
  }

  #bodyBytesMax(): number {
    const profile = this.#profile;
    const carried = fragmentsMax(profile) * payloadBytes(profile, profile.send.bytes);
    return bodyBytesMax(profile.request, Math.min(profile.messageBytesMax, carried));
  }

  #understood(
    { status, body }: MessageParts,
    statuses: ReadonlyMap<string, StatusMeaning>,
  ): VendorReply {
    if (!status) return { meaning: 'ok', statusHex: '', body };
    const statusHex = toHex(status);
    const meaning = statuses.get(statusHex) ?? this.#profile.statuses.get(statusHex) ?? 'unlisted';
    return { meaning, statusHex, body };
  }

  async #send(message: Uint8Array): Promise<void> {
    const { send, acknowledge } = this.#profile;
    const reports = encodeFragments(this.#profile, message, send.bytes);
    for (const [index, report] of reports.entries()) {
      await this.#sendReport(report);
      if (acknowledge === undefined || index === reports.length - 1) continue;
      const answer = await this.#nextReport('acknowledgement', performance.now() + FRAGMENT_GAP_MS);
      if (answer[0] !== acknowledge) throw this.#broken('acknowledgement');
    }
  }

  async #receive(call: string): Promise<Uint8Array> {
    const profile = this.#profile;
    const assembly = new FragmentAssembly(profile);
    const until = performance.now() + profile.answerMs;
    let deadline = until;
    // Ends: the assembly takes no more than the profile's longest message, each report has a deadline.
    for (;;) {
      const report = await this.#nextReport(call, deadline);
      const message = assembly.push(report, profile.receive.bytes);
      if (message) return message;
      deadline = Math.min(until, performance.now() + FRAGMENT_GAP_MS);
      if (profile.acknowledge !== undefined) {
        const report = new Uint8Array(profile.send.bytes).fill(profile.fill);
        report[0] = profile.acknowledge;
        await this.#sendReport(report);
      }
    }
  }

  async #sendReport(report: Uint8Array): Promise<void> {
    const { via, reportId } = this.#profile.send;
    if (via === 'feature') await this.#port.sendFeature(reportId, report);
    else await this.#port.sendOutput(reportId, report);
  }

  /** The next report of the reader's own id, without the id. */
  async #nextReport(call: string, deadline: number): Promise<Uint8Array> {
    const { pending, receive } = this.#profile;
    const { via, reportId, bytes } = receive;
    // Ends: every round awaits a report or a pause, and `deadline` stands.
    while (performance.now() < deadline) {
      if (via === 'feature') {
        const report = await this.#port.getFeature(reportId, bytes);
        if (pending === undefined || report[0] !== pending) return report;
        await sleep(PENDING_PAUSE_MS);
        continue;
      }
      const report = await this.#port.receive(deadline - performance.now());
      if (report && reportId === 0) return report;
      // A device that numbers its reports may send others too, such as key presses.
      if (report?.[0] === reportId) return report.slice(1);
    }
    throw new OneCardError('reader.call-timed-out', { call });
  }

  #broken(rule: string): OneCardError {
    return new OneCardError('reader.hid-frame', { framing: this.#profile.id, rule });
  }
}
