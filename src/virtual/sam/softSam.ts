import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { concat, equalBytes, fromHex } from '../../bytes.ts';
import { type CountyKeys, ONECARD_AID, parseState } from '../../card/index.ts';
import {
  type ChannelKeys,
  channelKeys,
  checkpointMessage,
  cmac,
  cmacMatches,
  diversify,
  encodePutKey,
  parseStatement,
  roleOfKeyVersion,
  type SecretKey,
  settlementHash,
  suiteOf,
  terminalMessage,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardSerial,
  ChannelSize,
  Clock,
  JournalHead,
  RandomSource,
  Sam,
  SamChannel,
  SamId,
  SamPinResult,
  SamRole,
  SamStatus,
  SecretPin,
  SuiteId,
} from '../../model/index.ts';
import { type Amount, amount } from '../../money.ts';
import type { Instant, PlainDate } from '../../time.ts';
import type { CardStore } from '../cardStore.ts';
import {
  afterPin,
  assertOwn,
  beforePin,
  firstMemory,
  judgeUse,
  type SamMemory,
  type SamUse,
  statusOf,
} from './policy.ts';
import { encodeSecrets, parseSecrets, parseStoredMemory, type SamSecrets } from './secrets.ts';
import { SoftChannel } from './softChannel.ts';

/** Purpose of the key that proves a state, in the diversification input. */
const STATE_ROLE = 'STATE';
/** Channels, state codes and signatures: a busy desk makes 500 a day, so several years. */
const USES_MAX = 1_000_000;
/** Another program that has the same file open: a handful of turns, then something is wrong. */
const STORE_TRIES_MAX = 8;

export interface SamIssue {
  /** 16 upper-case hexadecimal digits. */
  readonly id: SamId;
  readonly role: SamRole;
  /** Of the key it signs with; 1 unless told. */
  readonly suite?: SuiteId;
  /** Master keys of the county, those of the role alone. */
  readonly keys: CountyKeys;
  readonly issuedAt: Instant;
  readonly expiresOn: PlainDate;
  /** What funds may pay under its signature in one day. */
  readonly dailySumMax: Amount;
  /** 1,000,000 unless told. */
  readonly usesMax?: number;
  /** Asked for after every opening, when there is one. */
  readonly pin?: SecretPin;
}

export interface SoftSamOptions {
  /** Where it keeps keys and counters; in this process's memory unless told. */
  readonly store?: CardStore;
  /** The host's clock: one more source of the latest time it saw. */
  readonly clock?: Clock;
  /** Of its challenges; the operating system's unless told. */
  readonly random?: RandomSource;
}

const NODE_RANDOM: RandomSource = { bytes: (count) => Uint8Array.from(randomBytes(count)) };

/**
 * A security module made of software, for tests and demonstrations: its keys are in this process's
 * memory, where a real module's never are. What it counts is in its store before it does what it
 * was asked; several programs may have one store open. Prints as `[secret]`.
 */
export class SoftSam implements Sam {
  readonly #secrets: SamSecrets;
  readonly #store: CardStore | undefined;
  /** Without a store: as it is, never encoded. */
  #kept: SamMemory;
  readonly #clock: Clock | undefined;
  readonly #random: RandomSource;
  #isPinVerified = false;
  /** The call before: memory is changed by one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    secrets: SamSecrets,
    memory: SamMemory,
    store: CardStore | undefined,
    options: SoftSamOptions,
  ) {
    this.#secrets = secrets;
    this.#kept = memory;
    this.#store = store;
    this.#clock = options.clock;
    this.#random = options.random ?? NODE_RANDOM;
  }

  /**
   * A module with a fresh signing key, stored before it is handed out.
   * @throws TypeError for another id, OneCardError `crypto.suite-not-available`.
   */
  static async issue(issue: SamIssue, options: SoftSamOptions = {}): Promise<SoftSam> {
    const { id, role, suite = 1, keys, expiresOn, pin, usesMax = USES_MAX } = issue;
    if (!/^[0-9A-F]{16}$/.test(id)) throw new TypeError('"id" expected 16 hexadecimal digits');
    const secrets: SamSecrets = {
      profile: {
        id,
        role,
        suite,
        keyVersions: [...keys.channel.keys()].sort((a, b) => a - b),
        expiresOn,
        usesMax,
        dailySumMax: amount(issue.dailySumMax),
        hasPin: pin !== undefined,
      },
      ...keys,
      signingKey: suiteOf(suite).generateKeyPair().privateKey,
      ...(pin && { pin }),
    };
    const { store } = options;
    const memory = firstMemory(issue.issuedAt);
    await store?.save(encodeSecrets(secrets, memory));
    return new SoftSam(secrets, memory, store, options);
  }

  /**
   * The module that a store holds; undefined when the store is empty.
   * @throws OneCardError `virtual.card-file-damaged`.
   */
  static async open(
    store: CardStore,
    options: Omit<SoftSamOptions, 'store'> = {},
  ): Promise<SoftSam | undefined> {
    const bytes = await store.load();
    if (!bytes) return undefined;
    const { secrets, memory } = parseSecrets(bytes);
    return new SoftSam(secrets, memory, store, options);
  }

  async id(): Promise<SamId> {
    return this.#secrets.profile.id;
  }

  async publicKey(): Promise<Uint8Array> {
    return this.#secrets.signingKey.publicKey.slice();
  }

  async status(): Promise<SamStatus> {
    return statusOf(this.#secrets.profile, await this.#memory(), this.#isPinVerified);
  }

  async verifyPin(pin: SecretPin): Promise<SamPinResult> {
    const { profile, pin: right } = this.#secrets;
    this.#isPinVerified = false;
    const outcome = await this.#remember((memory) => {
      const attempt = beforePin(profile, memory);
      return { memory: attempt.memory, value: attempt.outcome };
    });
    if (outcome === 'blocked') return { outcome: 'blocked' };
    if (outcome === 'no-pin' || !right) return { outcome: 'verified' };
    const isRight = equalBytes(pin.reveal(), right.reveal());
    const result = await this.#remember((memory) => {
      const after = afterPin(memory, isRight);
      return { memory: after.memory, value: after.result };
    });
    this.#isPinVerified = isRight;
    return result;
  }

  async openChannel(request: {
    readonly keyVersion: number;
    readonly serial: CardSerial;
    readonly size: ChannelSize;
  }): Promise<SamChannel> {
    const { keyVersion } = request;
    await this.#allow({ kind: 'open-channel', keyVersion });
    const keys = this.#channelKeys(keyVersion, request.serial);
    return new SoftChannel(this.#secrets.profile.id, keys, request.size, this.#random);
  }

  async keyBlock(request: {
    readonly serial: CardSerial;
    readonly keyVersion: number;
    readonly newKeyVersion: number;
  }): Promise<Uint8Array> {
    const { keyVersion, newKeyVersion } = request;
    await this.#allow({ kind: 'key-block', keyVersion, newKeyVersion });
    const { dek } = this.#channelKeys(keyVersion, request.serial);
    return encodePutKey(dek, this.#channelKeys(newKeyVersion, request.serial));
  }

  async macState(suite: SuiteId, serial: CardSerial, body: Uint8Array): Promise<Uint8Array> {
    // Nothing but a state of its own gets a state's proof.
    assertOwn(this.#secrets.profile.id, parseState(body));
    await this.#allow({ kind: 'mac-state' });
    return cmac(suite, this.#stateKey(suite, serial), stateMessage(serial, body));
  }

  async checkState(
    suite: SuiteId,
    serial: CardSerial,
    body: Uint8Array,
    mac: Uint8Array,
  ): Promise<boolean> {
    await this.#allow({ kind: 'check-state' });
    return cmacMatches(suite, this.#stateKey(suite, serial), stateMessage(serial, body), mac);
  }

  async sign(statement: Uint8Array, atc: number, cardSignature: Uint8Array): Promise<Uint8Array> {
    const { profile, signingKey } = this.#secrets;
    const suite = suiteOf(profile.suite);
    const parsed = parseStatement(statement);
    const hash = settlementHash(suite, parsed);
    const message = terminalMessage(hash, atc, cardSignature);
    await this.#allow({ kind: 'sign', statement: parsed, hash });
    return suite.sign(signingKey, message);
  }

  async signHead(head: JournalHead): Promise<Uint8Array> {
    const { profile, signingKey } = this.#secrets;
    const message = checkpointMessage(head);
    await this.#allow({ kind: 'sign-head' });
    return suiteOf(profile.suite).sign(signingKey, message);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }

  /** Counts the use durably, or refuses it. */
  async #allow(use: SamUse): Promise<void> {
    const context = { isPinVerified: this.#isPinVerified, now: this.#clock?.now() };
    const refusal = await this.#remember((before) => {
      const { memory, refusal } = judgeUse(this.#secrets.profile, before, use, context);
      return { memory, value: refusal };
    });
    if (refusal) throw refusal;
  }

  async #memory(): Promise<SamMemory> {
    return this.#remember((memory) => ({ memory, value: memory }));
  }

  /** One change of memory, stored before this resolves; read anew each time, and alone. */
  #remember<T>(
    change: (memory: SamMemory) => { readonly memory: SamMemory; readonly value: T },
  ): Promise<T> {
    const turn = this.#turn.then(() => this.#changeStored(change));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #changeStored<T>(
    change: (memory: SamMemory) => { readonly memory: SamMemory; readonly value: T },
  ): Promise<T> {
    const store = this.#store;
    if (!store) {
      const { memory, value } = change(this.#kept);
      this.#kept = memory;
      return value;
    }
    for (let tries = 1; ; tries++) {
      const bytes = await store.load();
      if (!bytes) throw new OneCardError('virtual.card-file-damaged', { rule: 'missing' });
      const { memory, value } = change(parseStoredMemory(bytes));
      const next = encodeSecrets(this.#secrets, memory);
      if (equalBytes(next, bytes)) return value;
      try {
        await store.save(next);
        return value;
      } catch (error) {
        const isOthers =
          error instanceof OneCardError && error.code === 'virtual.card-file-changed';
        if (!isOthers || tries === STORE_TRIES_MAX) throw error;
      }
    }
  }

  #channelKeys(keyVersion: number, serial: CardSerial): ChannelKeys {
    const master = this.#secrets.channel.get(keyVersion);
    const owner = roleOfKeyVersion(keyVersion);
    if (!master || !owner) throw new OneCardError('sam.key-version-unknown', { keyVersion });
    return channelKeys({ suite: owner.suite, master, keyVersion, serial, aid: ONECARD_AID });
  }

  #stateKey(suite: SuiteId, serial: CardSerial): SecretKey {
    const masterKey = this.#secrets.state.get(suite);
    if (!masterKey) throw new OneCardError('crypto.suite-not-available', { suite });
    return diversify(suite, masterKey, { serial, aid: ONECARD_AID, role: STATE_ROLE });
  }
}

/** serial(8) ‖ body: a state that was cut out of one card proves nothing on another. */
function stateMessage(serial: CardSerial, body: Uint8Array): Uint8Array {
  return concat([fromHex(serial), body]);
}
