/** The terminal's end of a secure channel; inside a security module wherever there is one. */

import { concat, equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SuiteId } from '../../model/index.ts';
import { sized } from '../forms.ts';
import {
  type ChannelSize,
  deriveSession,
  SEQUENCE_BYTES,
  type Session,
  SIZE_BYTES,
} from './derivation.ts';
import type { ChannelKeys } from './keys.ts';
import { ChannelProtection, COMMAND_BYTES_MAX, isProtected } from './protection.ts';
import { isPlainClass, parseShortCommand } from './shortCommand.ts';

/** Bytes of the key diversification data in front of the answer. */
export const DIVERSIFICATION_BYTES = 10;
/** SCP identifier of the answer. */
export const SCP_IDENTIFIER = 0x03;
/** Implementation options i: pseudo-random challenge, R-MAC and R-ENCRYPTION, and S16 (§5.1, v1.2). */
export const IMPLEMENTATION: Readonly<Record<ChannelSize, number>> = { S8: 0x70, S16: 0x71 };
/** C-DECRYPTION, C-MAC, R-MAC, R-ENCRYPTION: the only level there is here. */
export const SECURITY_LEVEL = 0x33;

const SUCCESS = Uint8Array.of(0x90, 0x00);

type Stage = 'opened' | 'ready' | 'waiting' | 'closed';

/**
 * Bytes in, bytes out: `initializeUpdate` to the card, its answer to `finish`, that command to the
 * card, and when it answers 9000 each further command through `wrap` and each answer through `unwrap`.
 * On the first doubt the channel is closed for good: authenticate anew, then read, never guess. An
 * error status word comes back bare and is not authenticated: it never proves that nothing happened.
 */
export class HostChannel {
  /** The INITIALIZE UPDATE command. */
  readonly initializeUpdate: Uint8Array;
  readonly #keys: ChannelKeys;
  readonly #size: ChannelSize;
  readonly #hostChallenge: Uint8Array;
  #stage: Stage = 'opened';
  #protection: ChannelProtection | undefined;
  #sequence: number | undefined;

  private constructor(keys: ChannelKeys, size: ChannelSize, hostChallenge: Uint8Array) {
    this.#keys = keys;
    this.#size = size;
    this.#hostChallenge = new Uint8Array(hostChallenge);
    this.initializeUpdate = concat([
      Uint8Array.of(0x80, 0x50, keys.keyVersion, 0x00, hostChallenge.length),
      hostChallenge,
      Uint8Array.of(0x00),
    ]);
  }

  /**
   * @param options.hostChallenge 8 bytes (S8) or 16 (S16), fresh from a CSPRNG for every channel
   * @throws RangeError for a challenge of another length, TypeError for keys of another suite
   */
  static open(options: {
    readonly suite: SuiteId;
    readonly keys: ChannelKeys;
    readonly size: ChannelSize;
    readonly hostChallenge: Uint8Array;
  }): HostChannel {
    const { suite, keys, size, hostChallenge } = options;
    if (keys.suite !== suite) throw new TypeError('"keys" expected keys of the suite');
    sized(hostChallenge, 'hostChallenge', SIZE_BYTES[size]);
    return new HostChannel(keys, size, hostChallenge);
  }

  /** The card's sequence counter, out of an answer that it has proven: one of its three witnesses of time. */
  get sequence(): number | undefined {
    return this.#sequence;
  }

  /**
   * Checks that the card has the keys.
   * @param answer to `initializeUpdate`, status word included
   * @returns the EXTERNAL AUTHENTICATE command, level 33
   * @throws OneCardError `crypto.channel-refused`, `crypto.channel-downgraded`,
   * `crypto.channel-card-unproven`, `crypto.channel-closed`
   */
  finish(answer: Uint8Array): Uint8Array {
    if (this.#stage !== 'opened') throw this.#closed('finish');
    this.#stage = 'closed';
    const { cardChallenge, cardCryptogram, sequence } = this.#parse(answer);
    const session = deriveSession(this.#keys, this.#size, this.#hostChallenge, cardChallenge);
    if (!equalBytes(cardCryptogram, session.cardCryptogram)) {
      throw new OneCardError('crypto.channel-card-unproven', { keyVersion: this.#keys.keyVersion });
    }
    this.#sequence = sequence;
    return this.#authenticate(session);
  }

  /**
   * Encrypts and MACs one command. Le, where there is one, becomes 00: the answer grows by padding and MAC.
   * @param command a short command of class 00 to 03 or 80 to 83; at most 239 bytes of data (S8), 223 (S16)
   * @throws RangeError, TypeError for another command, OneCardError `crypto.channel-closed`
   */
  wrap(command: Uint8Array): Uint8Array {
    const parsed = parseShortCommand(command);
    if (!parsed) throw new TypeError('"command" expected a short command APDU');
    const { header, data, le } = parsed;
    if (!isPlainClass(header[0]!)) throw new RangeError('"command" expected class 00-03 or 80-83');
    if (data.length > COMMAND_BYTES_MAX[this.#size]) {
      throw new RangeError(`"command" expected ${COMMAND_BYTES_MAX[this.#size]} bytes at most`);
    }
    const protection = this.#ready('wrap');
    protection.countCommand();
    const ciphertext = protection.encryptCommand(data);
    const mac = protection.commandMac(header, ciphertext);
    protection.chainTo(mac);
    this.#stage = 'waiting';
    const body = concat([ciphertext, protection.truncated(mac)]);
    return concat([
      Uint8Array.of(header[0]! | 0x04, header[1]!, header[2]!, header[3]!, body.length),
      body,
      Uint8Array.from(le === undefined ? [] : [0]),
    ]);
  }

  /**
   * Checks and decrypts the answer to the last command.
   * @returns data ‖ status word; an error status word bare, as the card sent it
   * @throws OneCardError `crypto.channel-response-forged`, `crypto.channel-closed`
   */
  unwrap(response: Uint8Array): Uint8Array {
    const protection = this.#protection;
    if (this.#stage !== 'waiting' || !protection) throw this.#closed('unwrap');
    this.#stage = 'closed';
    const statusWord = response.slice(-2);
    if (statusWord.length < 2) throw forged('length', response);
    const plain = isProtected(statusWord)
      ? this.#open(protection, response, statusWord)
      : new Uint8Array();
    if (!isProtected(statusWord) && response.length > 2) throw forged('data-on-error', response);
    this.#stage = 'ready';
    return concat([plain, statusWord]);
  }

  /** Forgets the session; whatever comes after is refused. */
  close(): void {
    this.#stage = 'closed';
    this.#protection = undefined;
  }

  #open(protection: ChannelProtection, response: Uint8Array, statusWord: Uint8Array): Uint8Array {
    const macStart = response.length - 2 - SIZE_BYTES[this.#size];
    if (macStart < 0) throw forged('mac-missing', response);
    const data = response.slice(0, macStart);
    const expected = protection.responseMac(data, statusWord);
    if (!protection.isMac(response.slice(macStart, -2), expected)) throw forged('mac', response);
    const plain = protection.decryptResponse(data);
    if (!plain) throw forged('padding', response);
    return plain;
  }

  #parse(answer: Uint8Array): {
    cardChallenge: Uint8Array;
    cardCryptogram: Uint8Array;
    sequence: number;
  } {
    if (!equalBytes(answer.slice(-2), SUCCESS)) {
      const statusWord = Buffer.from(answer.slice(-2)).toString('hex');
      throw new OneCardError('crypto.channel-refused', { statusWord });
    }
    const bytes = SIZE_BYTES[this.#size];
    const challengeStart = DIVERSIFICATION_BYTES + 3;
    const cryptogramStart = challengeStart + bytes;
    const sequenceStart = cryptogramStart + bytes;
    const [keyVersion, scp, options] = answer.slice(DIVERSIFICATION_BYTES, challengeStart);
    const isAsked =
      keyVersion === this.#keys.keyVersion &&
      scp === SCP_IDENTIFIER &&
      options === IMPLEMENTATION[this.#size] &&
      answer.length === sequenceStart + SEQUENCE_BYTES + 2;
    if (!isAsked) {
      const asked = this.#keys.keyVersion;
      const detail = { asked, keyVersion: keyVersion ?? 0, scp: scp ?? 0, options: options ?? 0 };
      throw new OneCardError('crypto.channel-downgraded', { ...detail, bytes: answer.length });
    }
    const sequence = answer.slice(sequenceStart, sequenceStart + SEQUENCE_BYTES);
    return {
      cardChallenge: answer.slice(challengeStart, cryptogramStart),
      cardCryptogram: answer.slice(cryptogramStart, sequenceStart),
      sequence: (sequence[0]! << 16) | (sequence[1]! << 8) | sequence[2]!,
    };
  }

  /** MACed, never encrypted; its answer has no R-MAC (§7.1.2). */
  #authenticate(session: Session): Uint8Array {
    const protection = new ChannelProtection(this.#keys.suite, session, this.#size);
    const header = Uint8Array.of(0x84, 0x82, SECURITY_LEVEL, 0x00);
    const mac = protection.commandMac(header, session.hostCryptogram);
    protection.chainTo(mac);
    this.#protection = protection;
    this.#stage = 'ready';
    const body = concat([session.hostCryptogram, protection.truncated(mac)]);
    return concat([header, Uint8Array.of(body.length), body]);
  }

  #ready(step: string): ChannelProtection {
    const protection = this.#protection;
    if (this.#stage !== 'ready' || !protection || protection.isExhausted) throw this.#closed(step);
    return protection;
  }

  /** A step out of turn is a doubt too: an answer may have been lost, and counters may differ. */
  #closed(step: string): OneCardError {
    const stage = this.#stage;
    this.#stage = 'closed';
    return new OneCardError('crypto.channel-closed', { step, stage });
  }
}

function forged(check: string, response: Uint8Array): OneCardError {
  return new OneCardError('crypto.channel-response-forged', { check, bytes: response.length });
}
