/** The driver of a remote module (加密机, HSM) over HTTPS. */

import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { inspect } from 'node:util';
import { fromHex } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type {
  CardSerial,
  ChannelSize,
  JournalHead,
  RandomSource,
  Sam,
  SamChannel,
  SamId,
  SamPinResult,
  SamStatus,
  SecretPin,
  SuiteId,
} from '../../../model/index.ts';
import { amount } from '../../../money.ts';
import { plainDate } from '../../../time.ts';
import { MAC_BYTES } from '../application.ts';
import {
  assertHead,
  assertKeyVersion,
  assertSerial,
  assertSignable,
  assertStateBody,
} from '../arguments.ts';
import { Lane } from '../lane.ts';
import { type ChannelLine, samChannel } from '../samChannel.ts';
import { samIdOf } from '../statusCodec.ts';
import { exchange, isLineFailure } from './exchange.ts';
import { encodeMessage, type Forms, parseMessage } from './forms.ts';
import {
  HSM_OPERATIONS,
  type HsmAnswer,
  type HsmOperation,
  type HsmRequest,
} from './operations.ts';
import { refusalOfAnswer } from './refusal.ts';

/** A signature takes milliseconds; a line of 2G with a handshake takes seconds. */
const DEADLINE_MS = 10_000;
/** One lost packet and one restart of the server; beyond that a person should know. */
const TRIES_MAX = 3;
/** A server behind a proxy is back within this. */
const PAUSE_MS = 200;
const REQUEST_ID_BYTES = 16;

/** Asking again changes nothing: nothing is counted, or the request has an id that is counted once. */
const IDEMPOTENT: ReadonlySet<HsmOperation> = new Set([
  'identity',
  'status',
  'check-state',
  'close-channel',
  'mac-state',
  'sign',
  'sign-head',
]);

export interface HsmSamOptions {
  /** Where the operations are, `https:` alone: `https://hsm.example:8443/sam/1`. */
  readonly url: string | URL;
  /** PEM: who signed the server's certificate, and this terminal's own certificate and key. */
  readonly tls: {
    readonly ca: string | Uint8Array;
    readonly cert: string | Uint8Array;
    readonly key: string | Uint8Array;
  };
  /** Makes the ids of requests. */
  readonly random: RandomSource;
  /** Milliseconds of one try; 10,000 unless told. */
  readonly deadlineMs?: number;
}

/** A module behind a server. */
export interface HsmSam extends Sam {
  /** Ends the connection. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Speaks to a remote module over HTTPS (TLS 1.2 or later) with a certificate on either side; the
 * client's says which terminal asks. Calls go one after another, each with a deadline. A line that
 * fails is tried again, three times in all, where asking twice is asking once: reading, checking, and
 * proving and signing, whose requests have ids of their own. Everything else fails at once, and a channel with it.
 * @returns a `Sam` that throws `sam.unreachable`, `sam.server-not-trusted`, `sam.certificate-refused`,
 * and what the module refuses under the module's own code
 * @throws TypeError for another scheme; OneCardError `sam.certificate-refused` when `tls` cannot be read
 */
export function hsmSam(options: HsmSamOptions): HsmSam {
  return new Driver(options);
}

class Driver implements HsmSam {
  readonly #base: URL;
  readonly #agent: Agent;
  readonly #random: RandomSource;
  readonly #deadlineMs: number;
  readonly #lane = new Lane();
  #identity: { readonly id: SamId; readonly publicKey: Uint8Array } | undefined;
  #isClosed = false;

  constructor({ url, tls, random, deadlineMs = DEADLINE_MS }: HsmSamOptions) {
    this.#base = baseOf(url);
    this.#agent = agentOf(tls);
    this.#random = random;
    this.#deadlineMs = deadlineMs;
  }

  async id(): Promise<SamId> {
    return (await this.#known()).id;
  }

  async publicKey(): Promise<Uint8Array> {
    return (await this.#known()).publicKey.slice();
  }

  async status(): Promise<SamStatus> {
    const answer = await this.#ask('status', {});
    const { id, expiresOn, dailySumLeft, pinTriesLeft, ...rest } = answer;
    return {
      ...rest,
      id: samIdOf(id),
      expiresOn: plainDate(expiresOn),
      ...(pinTriesLeft !== undefined && { pinTriesLeft }),
      dailySumLeft: amount(BigInt(dailySumLeft)),
    };
  }

  async verifyPin(pin: SecretPin): Promise<SamPinResult> {
    const digits = new TextDecoder().decode(pin.reveal());
    const { outcome, triesLeft } = await this.#ask('verify-pin', { pin: digits });
    if (outcome !== 'wrong') return { outcome };
    if (triesLeft === undefined) {
      throw new OneCardError('sam.message-malformed', { field: 'triesLeft', rule: 'absent' });
    }
    return { outcome, triesLeft };
  }

  async openChannel(request: {
    readonly keyVersion: number;
    readonly serial: CardSerial;
    readonly size: ChannelSize;
  }): Promise<SamChannel> {
    const { keyVersion, serial, size } = request;
    assertKeyVersion(keyVersion, 'keyVersion');
    assertSerial(serial);
    const opened = await this.#ask('open-channel', { keyVersion, serial: fromHex(serial), size });
    return samChannel(opened.command, size, this.#lineOf(opened.channel));
  }

  async keyBlock(request: {
    readonly serial: CardSerial;
    readonly keyVersion: number;
    readonly newKeyVersion: number;
  }): Promise<Uint8Array> {
    const { serial, keyVersion, newKeyVersion } = request;
    assertSerial(serial);
    assertKeyVersion(keyVersion, 'keyVersion');
    assertKeyVersion(newKeyVersion, 'newKeyVersion');
    const fields = { serial: fromHex(serial), keyVersion, newKeyVersion };
    return (await this.#ask('key-block', fields)).block;
  }

  async macState(suite: SuiteId, serial: CardSerial, body: Uint8Array): Promise<Uint8Array> {
    assertSerial(serial);
    assertStateBody(body);
    const fields = { requestId: this.#requestId(), suite, serial: fromHex(serial), body };
    return (await this.#ask('mac-state', fields)).mac;
  }

  async checkState(
    suite: SuiteId,
    serial: CardSerial,
    body: Uint8Array,
    mac: Uint8Array,
  ): Promise<boolean> {
    assertSerial(serial);
    assertStateBody(body);
    if (mac.length !== MAC_BYTES) return false;
    const fields = { suite, serial: fromHex(serial), body, mac };
    return (await this.#ask('check-state', fields)).isRight;
  }

  async sign(statement: Uint8Array, atc: number, cardSignature: Uint8Array): Promise<Uint8Array> {
    assertSignable(statement, atc, cardSignature);
    const fields = { requestId: this.#requestId(), statement, atc, cardSignature };
    return (await this.#ask('sign', fields)).signature;
  }

  async signHead(head: JournalHead): Promise<Uint8Array> {
    assertHead(head);
    const { sequence, hash } = head;
    return (await this.#ask('sign-head', { requestId: this.#requestId(), sequence, hash }))
      .signature;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lane.run(async () => this.#agent.destroy());
  }

  [inspect.custom](): string {
    return `HsmSam ${this.#base.host} ${this.#identity?.id ?? '(not yet known)'}`;
  }

  #requestId(): Uint8Array {
    return this.#random.bytes(REQUEST_ID_BYTES);
  }

  async #known() {
    if (this.#identity) return this.#identity;
    const { id, publicKey } = await this.#ask('identity', {});
    this.#identity = { id: samIdOf(id), publicKey };
    return this.#identity;
  }

  #ask<Operation extends HsmOperation>(
    operation: Operation,
    fields: HsmRequest<Operation>,
  ): Promise<HsmAnswer<Operation>> {
    return this.#lane.run(() => this.#askNow(operation, fields));
  }

  /** For a call whose turn it is. */
  async #askNow<Operation extends HsmOperation>(
    operation: Operation,
    fields: HsmRequest<Operation>,
  ): Promise<HsmAnswer<Operation>> {
    if (this.#isClosed) throw new OneCardError('sam.closed');
    const { request, answer }: { request: Forms; answer: Forms } = HSM_OPERATIONS[operation];
    const body = encodeMessage(request, fields);
    const triesMax = IDEMPOTENT.has(operation) ? TRIES_MAX : 1;
    const { status, content } = await this.#tried(operation, body, triesMax);
    if (status !== 200) throw refusalOfAnswer(status, content, operation);
    return parseMessage(answer, content) as HsmAnswer<Operation>;
  }

  async #tried(operation: HsmOperation, body: string, triesMax: number) {
    const url = new URL(operation, this.#base);
    for (let tries = 1; ; tries++) {
      try {
        return await exchange(url, this.#agent, body, this.#deadlineMs);
      } catch (error) {
        if (tries >= triesMax || !isLineFailure(error)) throw error;
        await sleep(PAUSE_MS * tries);
      }
    }
  }

  #lineOf(channel: Uint8Array): ChannelLine {
    return {
      inTurn: (call) => this.#lane.run(call),
      finish: async (response) =>
        (await this.#askNow('finish-channel', { channel, response })).command,
      wrap: async (command) => (await this.#askNow('wrap', { channel, command })).command,
      unwrap: async (response) => (await this.#askNow('unwrap', { channel, response })).response,
      close: async () => void (await this.#askNow('close-channel', { channel })),
    };
  }
}

function baseOf(url: string | URL): URL {
  const base = new URL(url);
  if (base.protocol !== 'https:') throw new TypeError('"url" expected https:');
  // `wrap` below `/sam/1` and not in its place.
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

function agentOf(tls: HsmSamOptions['tls']): Agent {
  const [ca, cert, key] = [tls.ca, tls.cert, tls.key].map((pem) => Buffer.from(pem));
  const options = { ca: ca!, cert: cert!, key: key!, minVersion: 'TLSv1.2' } as const;
  try {
    // Whether the files hold what they should shows here, not at the first patient.
    createSecureContext(options);
  } catch (cause) {
    throw new OneCardError('sam.certificate-refused', { rule: 'own-files' }, { cause });
  }
  return new Agent({ ...options, keepAlive: true, maxSockets: 1, rejectUnauthorized: true });
}
