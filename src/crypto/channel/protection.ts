/**
 * Protection of one session at level 33 (C-DECRYPTION, C-MAC, R-MAC, R-ENCRYPTION), the same at both
 * ends; GPC_SPE_014 v1.1.1 §6.2.4 to 6.2.7.
 */

import { concat, equalBytes, uintBytes } from '../../bytes.ts';
import type { SuiteId } from '../../model/index.ts';
import { BLOCK_BYTES, cipherOf, encryptBlock } from '../cipher/blockCipher.ts';
import { cmac } from '../cipher/cmac.ts';
import { type ChannelSize, type Session, SIZE_BYTES } from './derivation.ts';

/** Lc is one byte. */
const DATA_BYTES_MAX = 255;

/** Plain bytes of one protected command: what fits Lc once padded and followed by the MAC. */
export const COMMAND_BYTES_MAX: Readonly<Record<ChannelSize, number>> = { S8: 239, S16: 223 };
/** Plain bytes of one protected answer: 240 of ciphertext and 16 of MAC fill its 256 bytes. */
export const RESPONSE_BYTES_MAX = 239;

/** A visit sends about 20; 65,535 stay far below what one session key may encrypt. */
const COMMANDS_MAX = 65_535;

/** First byte of the counter block whose encryption is the initial vector of an answer (§6.2.7). */
const RESPONSE_ICV = 0x80;

/** MAC chain and counter of one session. Private fields alone: nothing of it prints. */
export class ChannelProtection {
  readonly #suite: SuiteId;
  readonly #session: Session;
  readonly #macBytes: number;
  #chain: Uint8Array = new Uint8Array(BLOCK_BYTES);
  #counter = 0;

  constructor(suite: SuiteId, session: Session, size: ChannelSize) {
    this.#suite = suite;
    this.#session = session;
    this.#macBytes = SIZE_BYTES[size];
  }

  /** Whether the counter is used up: the session has to end before it would repeat. */
  get isExhausted(): boolean {
    return this.#counter >= COMMANDS_MAX;
  }

  /** Counts one more command, with data or without (§6.2.6): both ends do it once a command. */
  countCommand(): void {
    this.#counter += 1;
  }

  /** No data stays no data: an empty field is not padded (§6.2.6). */
  encryptCommand(data: Uint8Array): Uint8Array {
    return data.length === 0 ? data : this.#encrypt(data, 0);
  }

  /** The plain data, or nothing when ciphertext or padding have not their form. */
  decryptCommand(data: Uint8Array): Uint8Array | undefined {
    return data.length === 0 ? data : this.#decrypt(data, 0);
  }

  encryptResponse(data: Uint8Array): Uint8Array {
    return data.length === 0 ? data : this.#encrypt(data, RESPONSE_ICV);
  }

  decryptResponse(data: Uint8Array): Uint8Array | undefined {
    return data.length === 0 ? data : this.#decrypt(data, RESPONSE_ICV);
  }

  /**
   * The whole C-MAC over chain ‖ CLA INS P1 P2 ‖ Lc with the MAC in it ‖ data; Le and the logical
   * channel are not covered. It goes no further until `chainTo` stores it.
   */
  commandMac(header: Uint8Array, data: Uint8Array): Uint8Array {
    const lc = data.length + this.#macBytes;
    if (lc > DATA_BYTES_MAX) throw new RangeError('"data" expected to fit Lc with its MAC');
    return cmac(
      this.#suite,
      this.#session.mac,
      concat([this.#chain, macHeader(header), Uint8Array.of(lc), data]),
    );
  }

  chainTo(commandMac: Uint8Array): void {
    this.#chain = commandMac;
  }

  /** The first 8 or 16 bytes, as they travel. */
  truncated(mac: Uint8Array): Uint8Array {
    return mac.slice(0, this.#macBytes);
  }

  /** Whether `received` is the truncated `mac`, whole. */
  isMac(received: Uint8Array, mac: Uint8Array): boolean {
    return equalBytes(received, this.truncated(mac));
  }

  /** R-MAC over the chain of the command ‖ data ‖ status word (§6.2.5). */
  responseMac(data: Uint8Array, statusWord: Uint8Array): Uint8Array {
    const message = concat([this.#chain, data, statusWord]);
    return cmac(this.#suite, this.#session.responseMac, message);
  }

  #encrypt(data: Uint8Array, icvStart: number): Uint8Array {
    const padded = new Uint8Array((Math.floor(data.length / BLOCK_BYTES) + 1) * BLOCK_BYTES);
    padded.set(data);
    padded[data.length] = 0x80;
    return cipherOf(this.#suite).encryptCbc(this.#session.enc, this.#icv(icvStart), padded);
  }

  #decrypt(data: Uint8Array, icvStart: number): Uint8Array | undefined {
    if (data.length % BLOCK_BYTES !== 0) return undefined;
    const cipher = cipherOf(this.#suite);
    return unpadded(cipher.decryptCbc(this.#session.enc, this.#icv(icvStart), data));
  }

  #icv(start: number): Uint8Array {
    const block = new Uint8Array(BLOCK_BYTES);
    // Never above COMMANDS_MAX: two bytes.
    block.set(uintBytes(this.#counter, 2), BLOCK_BYTES - 2);
    block[0] = start;
    return encryptBlock(cipherOf(this.#suite), this.#session.enc, block);
  }
}

/** Whether an answer with this status word carries an R-MAC: success and warnings do (§6.2.5). */
export function isProtected(statusWord: Uint8Array): boolean {
  const [sw1, sw2] = statusWord;
  return (sw1 === 0x90 && sw2 === 0) || sw1 === 0x62 || sw1 === 0x63;
}

/** CLA with the secure-messaging bit and logical channel 0 (§6.2.4). */
function macHeader(header: Uint8Array): Uint8Array {
  return Uint8Array.of((header[0]! & 0xfc) | 0x04, header[1]!, header[2]!, header[3]!);
}

/** 80 00 … at the end, in the last block and nowhere before it. */
function unpadded(blocks: Uint8Array): Uint8Array | undefined {
  const start = Math.max(0, blocks.length - BLOCK_BYTES);
  let end = blocks.length - 1;
  while (end > start && blocks[end] === 0) end -= 1;
  return blocks[end] === 0x80 ? blocks.slice(0, end) : undefined;
}
