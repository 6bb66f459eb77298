import { equalBytes } from '../../bytes.ts';
import { NONCE_BYTES, suiteOf } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardRecord,
  ChannelSize,
  ProvenFacts,
  RandomSource,
  Sam,
  SecretPin,
} from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { sendCommand } from '../commands/command.ts';
import { changePin, type PinResult, verifyPin } from '../commands/pin.ts';
import { selectApplication } from '../commands/select.ts';
import { type CardSignature, internalAuthenticate } from '../commands/sign.ts';
import type { PreparedCommit } from '../commit/prepareCommit.ts';
import { appendVoidRecord, pendingLog } from '../commit/voidRecord.ts';
import {
  assertPrepared,
  type CommitSource,
  writableProgress,
  writeCommit,
} from '../commit/writeCommit.ts';
import type { ApplicationControl } from '../fci.ts';
import { ONECARD_AID, PROFILE_VERSION } from '../files.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import type { SecureTransport } from '../layers/withSecureChannel.ts';
import type { CardTransport } from '../transport.ts';
import {
  openCardChannel,
  PROTECTED_BYTES_MAX,
  type ReadIdentity,
  readIdentity,
} from './openChannel.ts';
import { factsOf, fromThisSession } from './origin.ts';
import { type DynamicPart, readDynamic } from './readDynamic.ts';
import { readStatic } from './readStatic.ts';
import { assertSameCard } from './sameCard.ts';

export interface CardSessionOptions {
  /** Checks and makes the proof of states. */
  readonly sam: Sam;
  /** Source of the nonce that the card must answer. */
  readonly random: RandomSource;
  /**
   * Which keys open the card: `SETTLE` reads everything and writes state and log, `READ` reads all but
   * the chronic file, which then needs the holder's PIN. SETTLE unless told.
   */
  readonly access?: 'READ' | 'SETTLE';
  /** MACs of 8 bytes or of 16; S8 unless told. */
  readonly size?: ChannelSize;
}

interface OpenedChannel {
  readonly secure: SecureTransport;
  readonly identity: ReadIdentity;
}

/** The newest thing this session knows of the card. */
interface LastRead {
  readonly record: CardRecord;
  /** Slots and log; undefined once something was written after they were read. */
  readonly dynamic: DynamicPart | undefined;
}

/**
 * A OneCard in a reader, from its selection to its removal. Calls wait for each other; `close` may
 * come at any time and more than once.
 *
 * @example Read a card, prove it, let it go
 * ```ts
 * const session = await CardSession.open(await reader.connect(), { sam, random });
 * try {
 *   const verification = verifyRecord(await session.read(), trust, { now, insuranceYear: 2026 });
 * } finally {
 *   await session.close();
 * }
 * ```
 */
export class CardSession {
  readonly #transport: CardTransport;
  readonly #sam: Sam;
  readonly #random: RandomSource;
  readonly #access: 'READ' | 'SETTLE';
  readonly #size: ChannelSize;
  #commitStrategy: ApplicationControl['commit'] = 'two-slot';
  #secure: SecureTransport | undefined;
  /** Tried once: a card counts the attempts that fail. */
  #opening: Promise<OpenedChannel> | undefined;
  #isPinVerified = false;
  #turn: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #isInDoubt = false;
  #last: LastRead | undefined;
  /** Highest transaction counter that the card gave in this session. */
  #atc = 0;

  private constructor(transport: CardTransport, options: CardSessionOptions) {
    this.#transport = transport;
    this.#sam = options.sam;
    this.#random = options.random;
    this.#access = options.access ?? 'SETTLE';
    this.#size = options.size ?? 'S8';
  }

  /**
   * Selects the OneCard application. The transport stays the caller's until this resolves; from then
   * on the session closes it.
   * @throws OneCardError `card.other-card`, `card.profile-not-supported`, `card.unexpected-status`,
   * `card.malformed-file`, and what the transport throws
   */
  static async open(transport: CardTransport, options: CardSessionOptions): Promise<CardSession> {
    const session = new CardSession(withGetResponse(withRightLe(transport)), options);
    const application = await sendCommand(session.#guarded, selectApplication(ONECARD_AID));
    if (!application || !equalBytes(application.aid, ONECARD_AID)) {
      throw new OneCardError('card.other-card');
    }
    const { profileVersion } = application;
    if (profileVersion !== PROFILE_VERSION) {
      throw new OneCardError('card.profile-not-supported', { profileVersion });
    }
    session.#commitStrategy = application.commit;
    return session;
  }

  /**
   * Reads every file to its last byte through the session's one secure channel, asks the security
   * module about both state slots, and has the card answer a fresh challenge. The record is unproven;
   * `verifyRecord` proves it.
   * @throws OneCardError `card.malformed-frame`, `card.malformed-file`, `card.file-too-short`,
   * `card.unexpected-status`, `card.session-closed`, `card.session-in-doubt`, `card.channel-…`,
   * `card.key-version-refused`, `crypto.channel-…`, `crypto.suite-not-available`, `sam.…`
   */
  read(): Promise<CardRecord> {
    return this.#inTurn(async () => {
      const { secure, identity } = await this.#channel();
      const mayReadChronic = this.#access === 'SETTLE' || this.#isPinVerified;
      const fixed = await readStatic(secure, identity, {
        bytesMax: this.#bytesMax,
        mayReadChronic,
      });
      const dynamic = await this.#readDynamic(fixed);
      const nonce = this.#random.bytes(NONCE_BYTES);
      const signature = await sendCommand(secure, internalAuthenticate(nonce));
      const record = fromThisSession({
        source: 'onecard',
        ...fixed,
        ...dynamic,
        evidence: { nonce: nonce.slice(), signature },
        channel: secure.evidence,
      });
      this.#last = { record, dynamic };
      return record;
    });
  }

  /**
   * Writes a prepared settlement and has the card sign it: log record, state slot, read back,
   * signature. On a card where a part of that is done already it goes on after that part and never
   * writes twice. The record last read in this session must have been verified.
   * @param options.atcSeen highest counter that the caller ever got from this card
   * @throws TypeError when the record was not read or not verified, RangeError when `prepared` does
   * not hold together; OneCardError `card.commit-conflict` (nothing was written),
   * `card.write-not-verified`, `card.settlement-signature-invalid`, `card.counter-not-monotonic`,
   * `card.unexpected-status`. After any failure the session is in doubt: open and read anew.
   */
  commit(
    prepared: PreparedCommit,
    options: { readonly atcSeen?: number } = {},
  ): Promise<CardSignature> {
    return this.#inTurn(async () => {
      const source = await this.#commitSource();
      assertPrepared(prepared, source.record);
      const progress = writableProgress(prepared, source.record);
      const atcSeen = Math.max(this.#atc, options.atcSeen ?? 0);
      const signed = await this.#writing(() => writeCommit(prepared, progress, source, atcSeen));
      this.#atc = signed.atc;
      return signed;
    });
  }

  /**
   * Appends a VOID record for the pending record of a settlement that will not be finished, so that
   * its sequence can be used again. Does nothing when no record is pending.
   * @param writtenAt whole seconds
   */
  appendVoid(writtenAt: Instant): Promise<'appended' | 'nothing-pending'> {
    return this.#inTurn(async () => {
      const source = await this.#commitSource();
      const pending = pendingLog(source.record);
      if (!pending) return 'nothing-pending';
      await this.#writing(() => appendVoidRecord(source, pending, writtenAt));
      return 'appended';
    });
  }

  /**
   * Has the card compare the holder's PIN, through the channel. A wrong one costs a try.
   * @throws OneCardError as `read`
   */
  verifyPin(pin: SecretPin): Promise<PinResult> {
    return this.#inTurn(async () => {
      const { secure } = await this.#channel();
      const result = await sendCommand(secure, verifyPin(pin));
      this.#isPinVerified = result.outcome === 'verified';
      return result;
    });
  }

  /** Gives the card another PIN; `verified` when it took it. A wrong old one costs a try. */
  changePin(oldPin: SecretPin, newPin: SecretPin): Promise<PinResult> {
    return this.#inTurn(async () => {
      const { secure } = await this.#channel();
      const result = await sendCommand(secure, changePin(oldPin, newPin));
      this.#isPinVerified = result.outcome === 'verified';
      return result;
    });
  }

  /**
   * Asks whether the card in the reader is still the one that was read: only it knows the channel's keys.
   * @throws OneCardError `card.swapped` when another card answers, and what the transport throws
   */
  assertSameCard(): Promise<void> {
    return this.#inTurn(async () => {
      const { secure, identity } = await this.#channel();
      await assertSameCard(identity.card.serial, secure, this.#guarded, this.#bytesMax);
    });
  }

  /** Ends the session, and leaves the transport open for another one: the module forgets the channel. */
  async release(): Promise<void> {
    this.#closing ??= this.#secure?.release() ?? Promise.resolve();
    return this.#closing;
  }

  /** Lets the card go. Safe at any time; what is under way fails with `card.session-closed`. */
  close(): Promise<void> {
    this.#closing ??= (this.#secure ?? this.#transport).close();
    return this.#closing;
  }

  /** The transport until the session is closed. */
  readonly #guarded: CardTransport = {
    transmit: (command) => {
      if (this.#closing) return Promise.reject(new OneCardError('card.session-closed'));
      return this.#transport.transmit(command);
    },
    close: () => this.#transport.close(),
  };

  /** One call after another: the card has one current file. */
  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => {
      if (this.#closing) throw new OneCardError('card.session-closed');
      if (this.#isInDoubt) throw new OneCardError('card.session-in-doubt');
      return call();
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** The one secure channel of the session, opened when it is first needed, after the free EF.CARD. */
  #channel(): Promise<OpenedChannel> {
    this.#opening ??= this.#openChannel();
    return this.#opening;
  }

  async #openChannel(): Promise<OpenedChannel> {
    const identity = await readIdentity(this.#guarded);
    const secure = await openCardChannel(this.#guarded, identity.card, {
      sam: this.#sam,
      role: this.#access,
      size: this.#size,
    });
    this.#secure = secure;
    const transmit = async (command: Uint8Array) => {
      if (this.#closing) throw new OneCardError('card.session-closed');
      try {
        return await secure.transmit(command);
      } catch (cause) {
        // The channel is gone because the session is.
        if (this.#closing) throw new OneCardError('card.session-closed', {}, { cause });
        throw cause;
      }
    };
    return { identity, secure: { ...secure, transmit } };
  }

  get #bytesMax(): number {
    return PROTECTED_BYTES_MAX[this.#size];
  }

  async #readDynamic({ card }: Pick<CardRecord, 'card'>): Promise<DynamicPart> {
    return readDynamic({
      transport: (await this.#channel()).secure,
      bytesMax: this.#bytesMax,
      sam: this.#sam,
      serial: card.serial,
      suite: suiteOf(card.suite),
    });
  }

  async #commitSource(): Promise<CommitSource> {
    const { record, facts } = this.#proven();
    const dynamic = this.#last?.dynamic ?? (await this.#readDynamic(record));
    return {
      transport: (await this.#channel()).secure,
      bytesMax: this.#bytesMax,
      sam: this.#sam,
      strategy: this.#commitStrategy,
      record: { ...record, ...dynamic },
      settlementKey: facts.settlementKey,
    };
  }

  #proven(): { record: CardRecord; facts: ProvenFacts } {
    const record = this.#last?.record;
    const facts = record && factsOf(record);
    if (!facts) throw new TypeError('the record last read in this session was not verified');
    return { record, facts };
  }

  /** A failure between the first written byte and the last answer leaves the session in doubt. */
  async #writing<T>(write: () => Promise<T>): Promise<T> {
    this.#last = { record: this.#proven().record, dynamic: undefined };
    this.#isInDoubt = true;
    const result = await write();
    this.#isInDoubt = false;
    return result;
  }
}
