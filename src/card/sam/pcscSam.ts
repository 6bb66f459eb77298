/** The driver of a security module in a reader's second slot. */

import { inspect } from 'node:util';
import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardSerial,
  ChannelSize,
  JournalHead,
  Sam,
  SamChannel,
  SamId,
  SamPinResult,
  SamStatus,
  SecretPin,
  SuiteId,
} from '../../model/index.ts';
import { type CommandApdu, encodeCommand, parseResponse, type ResponseApdu } from '../apdu.ts';
import type { CardCommand } from '../commands/command.ts';
import { selectApplication } from '../commands/select.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import { SW_CONDITIONS_NOT_SATISFIED, statusWordText } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';
import { MAC_BYTES, SAM_AID, SAM_PROFILE_VERSION } from './application.ts';
import {
  assertHead,
  assertKeyVersion,
  assertSerial,
  assertSignable,
  assertStateBody,
} from './arguments.ts';
import {
  checkStateInSam,
  closeSamChannel,
  finishSamChannel,
  macStateInSam,
  makeKeyBlock,
  openSamChannel,
  readIdentity,
  readStatus,
  type SamIdentity,
  signHeadInSam,
  signInSam,
  terminateSam,
  unwrapInSam,
  verifySamPin,
  wrapInSam,
} from './commands.ts';
import { Lane } from './lane.ts';
import { refusalOf } from './refusals.ts';
import { type ChannelLine, samChannel } from './samChannel.ts';
import { strangeAnswer } from './statusCodec.ts';

/** A module behind a reader. */
export interface PcscSam extends Sam {
  /** Erases the module's keys for ever: what is taken out of service signs nothing more. */
  terminate(): Promise<void>;
  /** Lets the module go; it forgets its PIN and its channels. A second call does nothing. */
  close(): Promise<void>;
}

/** One power-up of the module: what it knew before is gone. */
interface Session {
  readonly transport: CardTransport;
}

/**
 * Speaks to the module that `connect` reaches. Nothing happens before the first call. Calls go one
 * after another. After any doubt (the line broke, an answer that is not the protocol) the session is
 * thrown away: its channels are lost, and the next call connects anew, selects the application and
 * asks who is there. A module with a PIN wants it again then.
 * @param connect called for each session, e.g. `() => reader.connect({ slot: 1, exclusive: true })`
 * @returns a `Sam` that throws `sam.unreachable` when the module is out, `sam.other-module` when
 * another one is in its place, `sam.not-a-module` for a card without the application, and what the
 * module refuses under the module's own code
 * @example
 * const sam = pcscSam(() => reader.connect({ exclusive: true }));
 * await sam.verifyPin(new SecretPin(typed));
 */
export function pcscSam(connect: () => Promise<CardTransport>): PcscSam {
  return new Driver(connect);
}

class Driver implements PcscSam {
  readonly #connect: () => Promise<CardTransport>;
  readonly #lane = new Lane();
  #session: Session | undefined;
  #identity: SamIdentity | undefined;
  #isClosed = false;

  constructor(connect: () => Promise<CardTransport>) {
    this.#connect = connect;
  }

  async id(): Promise<SamId> {
    return (await this.#known()).id;
  }

  async publicKey(): Promise<Uint8Array> {
    return (await this.#known()).publicKey.slice();
  }

  status(): Promise<SamStatus> {
    return this.#ask(readStatus());
  }

  verifyPin(pin: SecretPin): Promise<SamPinResult> {
    return this.#ask(verifySamPin(pin));
  }

  async openChannel(request: {
    readonly keyVersion: number;
    readonly serial: CardSerial;
    readonly size: ChannelSize;
  }): Promise<SamChannel> {
    const { keyVersion, serial, size } = request;
    assertKeyVersion(keyVersion, 'keyVersion');
    assertSerial(serial);
    return this.#lane.run(async () => {
      const session = await this.#current();
      const { channel, hostChallengeCommand } = await this.#send(
        session,
        openSamChannel(keyVersion, serial, size),
      );
      return samChannel(hostChallengeCommand, size, this.#lineOf(session, channel));
    });
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
    return this.#ask(makeKeyBlock(serial, keyVersion, newKeyVersion));
  }

  async macState(suite: SuiteId, serial: CardSerial, body: Uint8Array): Promise<Uint8Array> {
    assertSerial(serial);
    assertStateBody(body);
    return this.#ask(macStateInSam(suite, serial, body));
  }

  async checkState(
    suite: SuiteId,
    serial: CardSerial,
    body: Uint8Array,
    mac: Uint8Array,
  ): Promise<boolean> {
    assertSerial(serial);
    assertStateBody(body);
    // A proof of another length proves nothing; the command has no room for it.
    if (mac.length !== MAC_BYTES) return false;
    return this.#ask(checkStateInSam(suite, serial, body, mac));
  }

  async sign(statement: Uint8Array, atc: number, cardSignature: Uint8Array): Promise<Uint8Array> {
    assertSignable(statement, atc, cardSignature);
    const { first, last } = signInSam(statement, atc, cardSignature);
    return this.#lane.run(async () => {
      const session = await this.#current();
      for (const block of first) await this.#send(session, block);
      return this.#send(session, last);
    });
  }

  async signHead(head: JournalHead): Promise<Uint8Array> {
    assertHead(head);
    return this.#ask(signHeadInSam(head));
  }

  terminate(): Promise<void> {
    return this.#ask(terminateSam());
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#lane.run(() => this.#leave());
  }

  [inspect.custom](): string {
    return `PcscSam ${this.#identity?.id ?? '(not yet known)'}`;
  }

  async #known(): Promise<SamIdentity> {
    return (
      this.#identity ??
      this.#lane.run(async () => {
        await this.#current();
        return this.#identity!;
      })
    );
  }

  #ask<Answer>(command: CardCommand<Answer>): Promise<Answer> {
    return this.#lane.run(async () => this.#send(await this.#current(), command));
  }

  /** The session under way, or a new one with the same module. */
  async #current(): Promise<Session> {
    if (this.#isClosed) throw new OneCardError('sam.closed');
    if (this.#session) return this.#session;
    const session = { transport: await this.#connected() };
    this.#session = session;
    try {
      const application = await this.#send(session, selectApplication(SAM_AID));
      const version = application?.profileVersion;
      if (version !== SAM_PROFILE_VERSION) {
        throw new OneCardError('sam.not-a-module', version === undefined ? {} : { version });
      }
      const found = await this.#send(session, readIdentity());
      const known = this.#identity;
      if (known && !(known.id === found.id && equalBytes(known.publicKey, found.publicKey))) {
        throw new OneCardError('sam.other-module', { expected: known.id, found: found.id });
      }
      this.#identity = found;
      return session;
    } catch (error) {
      await this.#leave();
      throw error;
    }
  }

  async #connected(): Promise<CardTransport> {
    try {
      return withGetResponse(withRightLe(await this.#connect()));
    } catch (cause) {
      throw unreachable(cause);
    }
  }

  /** Sends within one session. What is no answer of the module ends that session. */
  async #send<Answer>(session: Session, command: CardCommand<Answer>): Promise<Answer> {
    if (this.#session !== session) throw new OneCardError('sam.channel-lost');
    const response = await this.#exchange(session, command.apdu);
    const refusal = command.expected.includes(response.sw) ? undefined : refusalOf(response.sw);
    // What the module refuses by name leaves its session as it was.
    if (refusal) throw new OneCardError(refusal, { command: command.name });
    try {
      return answerOf(command, response);
    } catch (error) {
      await this.#leave();
      throw error;
    }
  }

  async #exchange(session: Session, command: CommandApdu): Promise<ResponseApdu> {
    try {
      return parseResponse(await session.transport.transmit(encodeCommand(command)));
    } catch (cause) {
      await this.#leave();
      throw unreachable(cause);
    }
  }

  async #leave(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    // The line may be gone already: there is nothing left to close then.
    await session?.transport.close().catch(() => undefined);
  }

  #lineOf(session: Session, channel: number): ChannelLine {
    return {
      inTurn: (call) => this.#lane.run(call),
      finish: (answer) => this.#send(session, finishSamChannel(channel, answer)),
      wrap: (command) => this.#send(session, wrapInSam(channel, command)),
      unwrap: (answer) => this.#send(session, unwrapInSam(channel, answer)),
      close: async () => {
        if (this.#session === session) await this.#send(session, closeSamChannel(channel));
      },
    };
  }
}

/** @throws OneCardError `sam.unreachable` from a module that was reset, `sam.message-malformed` for a status word or data that the command does not know. */
function answerOf<Answer>(command: CardCommand<Answer>, response: ResponseApdu): Answer {
  if (command.expected.includes(response.sw)) return command.parse(response);
  // Nobody selected the application since the module's last reset, and it did nothing.
  if (response.sw === SW_CONDITIONS_NOT_SATISFIED) {
    throw new OneCardError('sam.unreachable', { rule: 'module-was-reset' });
  }
  throw strangeAnswer(command.name, `sw-${statusWordText(response.sw)}`);
}

function unreachable(cause: unknown): OneCardError {
  const rule = cause instanceof OneCardError ? cause.code : 'failure';
  return new OneCardError('sam.unreachable', { rule }, { cause });
}
