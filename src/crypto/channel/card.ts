/** The card's end of a secure channel: for virtual cards and SAMs, and to hold the host's end to account. */

import { concat, equalBytes, uintBytes } from '../../bytes.ts';
import { within } from '../forms.ts';
import {
  CHANNEL_SEQUENCE_MAX,
  type ChannelSize,
  cardChallengeOf,
  deriveSession,
  SEQUENCE_BYTES,
  type Session,
  SIZE_BYTES,
} from './derivation.ts';
import { DIVERSIFICATION_BYTES, IMPLEMENTATION, SCP_IDENTIFIER, SECURITY_LEVEL } from './host.ts';
import type { ChannelKeys } from './keys.ts';
import { ChannelProtection, isProtected, RESPONSE_BYTES_MAX } from './protection.ts';
import { parseShortCommand, type ShortCommand } from './shortCommand.ts';

/** Status words that the card's end answers with. */
export const CHANNEL_STATUS_WORDS = {
  /** No such key version (GPC_SPE_014 v1.1.1 §7.1.1). */
  noSuchKey: 0x6a88,
  /** Sequence used up (§7.1.1). */
  sequenceExhausted: 0x6985,
  /** Host cryptogram wrong (GPC_SPE_034). */
  hostUnproven: 0x6300,
  /** MAC, padding, level or order wrong. */
  securityNotSatisfied: 0x6982,
  wrongLength: 0x6700,
} as const;

export interface Refused {
  readonly outcome: 'refused';
  readonly statusWord: number;
}

export type Initialization =
  | {
      readonly outcome: 'initialized';
      readonly channel: CardChannel;
      /** Answer to INITIALIZE UPDATE, status word included. */
      readonly answer: Uint8Array;
    }
  | Refused;

type Stage = 'initialized' | 'ready' | 'answering' | 'closed';

/** One session from INITIALIZE UPDATE on. Every refusal closes it; reset, SELECT or a new one ends it too. */
export class CardChannel {
  /** Whose rights the session has, once authenticated. */
  readonly keyVersion: number;
  readonly #session: Session;
  readonly #protection: ChannelProtection;
  #stage: Stage = 'initialized';

  private constructor(keys: ChannelKeys, session: Session, size: ChannelSize) {
    this.keyVersion = keys.keyVersion;
    this.#session = session;
    this.#protection = new ChannelProtection(keys.suite, session, size);
  }

  /**
   * Answers INITIALIZE UPDATE with a pseudo-random challenge; its length says whether it is S8 or S16.
   * @param options.sequence counter after it was raised for this command and stored
   * @param options.keysOf keys by version, nothing for a version that the card has not
   * @param options.diversification 10 bytes that name the card
   */
  static initialize(options: {
    readonly command: Uint8Array;
    readonly keysOf: (keyVersion: number) => ChannelKeys | undefined;
    readonly sequence: number;
    readonly aid: Uint8Array;
    readonly diversification?: Uint8Array;
  }): Initialization {
    const { keysOf, sequence, aid, diversification = new Uint8Array(10) } = options;
    if (diversification.length !== DIVERSIFICATION_BYTES) {
      throw new RangeError(`"diversification" expected ${DIVERSIFICATION_BYTES} bytes`);
    }
    const command = parseShortCommand(options.command);
    const size = command && sizeOf(command.data.length);
    if (!command || !size) return refused('wrongLength');
    const keys = keysOf(command.header[2]!);
    if (!keys || command.header[3] !== 0) return refused('noSuchKey');
    if (sequence > CHANNEL_SEQUENCE_MAX) return refused('sequenceExhausted');
    within(sequence, 'sequence', { min: 0, max: CHANNEL_SEQUENCE_MAX });
    const challenge = cardChallengeOf(keys, size, sequence, aid);
    const session = deriveSession(keys, size, command.data, challenge);
    const answer = concat([
      diversification,
      Uint8Array.of(keys.keyVersion, SCP_IDENTIFIER, IMPLEMENTATION[size]),
      challenge,
      session.cardCryptogram,
      uintBytes(sequence, SEQUENCE_BYTES),
      Uint8Array.of(0x90, 0x00),
    ]);
    return { outcome: 'initialized', channel: new CardChannel(keys, session, size), answer };
  }

  /** Whether the host has proven itself and nothing was wrong since. */
  get isAuthenticated(): boolean {
    return this.#stage === 'ready' || this.#stage === 'answering';
  }

  /** Checks EXTERNAL AUTHENTICATE: level 33, C-MAC, host cryptogram. The answer is the bare status word. */
  authenticate(bytes: Uint8Array): { readonly outcome: 'authenticated' } | Refused {
    if (this.#stage !== 'initialized') return this.#refuse('securityNotSatisfied');
    const command = parseShortCommand(bytes);
    const expected = this.#session.hostCryptogram;
    if (!command || command.data.length !== 2 * expected.length) {
      return this.#refuse('wrongLength');
    }
    const level = Uint8Array.of(0x84, 0x82, SECURITY_LEVEL, 0x00);
    if (!equalBytes(command.header, level)) return this.#refuse('securityNotSatisfied');
    const cryptogram = command.data.slice(0, expected.length);
    const mac = this.#protection.commandMac(command.header, cryptogram);
    if (!this.#protection.isMac(command.data.slice(expected.length), mac)) {
      return this.#refuse('securityNotSatisfied');
    }
    if (!equalBytes(cryptogram, expected)) return this.#refuse('hostUnproven');
    this.#protection.chainTo(mac);
    this.#stage = 'ready';
    return { outcome: 'authenticated' };
  }

  /** The plain command in a protected one. */
  unwrap(
    bytes: Uint8Array,
  ): { readonly outcome: 'accepted'; readonly command: Uint8Array } | Refused {
    if (this.#stage !== 'ready' || this.#protection.isExhausted) {
      return this.#refuse('securityNotSatisfied');
    }
    const command = parseShortCommand(bytes);
    const plain = command && this.#open(command);
    if (!plain) return this.#refuse('securityNotSatisfied');
    this.#stage = 'answering';
    return { outcome: 'accepted', command: plain };
  }

  /**
   * @param response data ‖ status word of the command last unwrapped
   * @returns protected for success and warnings, the bare status word for errors
   * @throws RangeError above 239 bytes of data, TypeError when no command waits for its answer
   */
  wrap(response: Uint8Array): Uint8Array {
    if (this.#stage !== 'answering') throw new TypeError('a command expected before its answer');
    const statusWord = response.slice(-2);
    const data = response.slice(0, -2);
    if (data.length > RESPONSE_BYTES_MAX) {
      throw new RangeError(`"response" expected ${RESPONSE_BYTES_MAX} bytes of data at most`);
    }
    this.#stage = 'ready';
    if (!isProtected(statusWord)) return statusWord;
    const ciphertext = this.#protection.encryptResponse(data);
    const mac = this.#protection.responseMac(ciphertext, statusWord);
    return concat([ciphertext, this.#protection.truncated(mac), statusWord]);
  }

  /** Ends the session. */
  close(): void {
    this.#stage = 'closed';
  }

  #open({ header, data, le }: ShortCommand): Uint8Array | undefined {
    const macBytes = this.#session.hostCryptogram.length;
    const isSecure = (header[0]! & 0x7c) === 0x04;
    if (!isSecure || data.length < macBytes) return undefined;
    const ciphertext = data.slice(0, -macBytes);
    const mac = this.#protection.commandMac(header, ciphertext);
    if (!this.#protection.isMac(data.slice(-macBytes), mac)) return undefined;
    this.#protection.chainTo(mac);
    this.#protection.countCommand();
    const plain = this.#protection.decryptCommand(ciphertext);
    if (!plain) return undefined;
    return concat([
      Uint8Array.of(header[0]! & ~0x04, header[1]!, header[2]!, header[3]!),
      Uint8Array.from(plain.length === 0 ? [] : [plain.length]),
      plain,
      Uint8Array.from(le === undefined ? [] : [le]),
    ]);
  }

  #refuse(reason: keyof typeof CHANNEL_STATUS_WORDS): Refused {
    this.#stage = 'closed';
    return refused(reason);
  }
}

function sizeOf(challengeBytes: number): ChannelSize | undefined {
  if (challengeBytes === SIZE_BYTES.S8) return 'S8';
  return challengeBytes === SIZE_BYTES.S16 ? 'S16' : undefined;
}

function refused(reason: keyof typeof CHANNEL_STATUS_WORDS): Refused {
  return { outcome: 'refused', statusWord: CHANNEL_STATUS_WORDS[reason] };
}
