import { concat, equalBytes, fromHex, uintBytes } from '../../bytes.ts';
import {
  type AddressingStyle,
  type CommandApdu,
  type DirectoryName,
  type ResponseApdu,
  SW_FILE_NOT_FOUND,
  SW_INSTRUCTION_UNKNOWN,
  SW_RECORD_NOT_FOUND,
  SW_REFERENCE_NOT_FOUND,
  SW_SECURITY_NOT_SATISFIED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import type { LegacyAlgorithm, RandomSource } from '../../model/index.ts';
import type { CardLogic } from './legacyCard.ts';

/** What has to be done before a record is read. */
export type RecordAccess = 'free' | 'key' | 'pin';

/** A file of records, each with the tag that it repeats; records without tags are asked by number alone. */
export interface VirtualFile {
  readonly fid: number;
  readonly sfi: number;
  readonly records: readonly {
    readonly tag: number | undefined;
    readonly bytes: Uint8Array | undefined;
    readonly access: RecordAccess;
  }[];
}

export interface VirtualDirectory {
  readonly name: DirectoryName;
  readonly aid?: Uint8Array;
  readonly fid: number;
  /** Selected from here; absent: from anywhere. */
  readonly parent?: DirectoryName;
  readonly files: readonly VirtualFile[];
}

export interface ProfileCardOptions {
  readonly directories: readonly VirtualDirectory[];
  readonly addressing: AddressingStyle;
  readonly algorithm: LegacyAlgorithm;
  /** P2 of EXTERNAL AUTHENTICATE, and the directories that it opens. */
  readonly keys: ReadonlyMap<number, readonly DirectoryName[]>;
  /** What stands behind cryptogram and plain bytes in EXTERNAL AUTHENTICATE. */
  readonly suffix: Uint8Array;
  readonly cryptogram: (challenge: Uint8Array, plain: Uint8Array) => Uint8Array;
  /** The PIN's bytes, and how often it may be wrong. */
  readonly pin: Uint8Array;
  readonly pinTries: number;
  readonly random: RandomSource;
}

const NOTHING = new Uint8Array(0);
const BY_NAME = 0x04;
const CHALLENGE_BYTES = 8;
const ALGORITHM_CODES: Readonly<Record<LegacyAlgorithm, number>> = { DES: 1, SSF33: 2, SM4: 3 };

/** Files, keys and PIN of a card in use; how it hands over its answers is `VirtualLegacyCard`'s. */
export class ProfileLogic implements CardLogic {
  readonly #options: ProfileCardOptions;
  #directory: VirtualDirectory | undefined;
  #file: VirtualFile | undefined;
  #challenge: Uint8Array | undefined;
  #opened = new Set<DirectoryName>();
  #isPinVerified = false;
  #pinTriesLeft: number;

  constructor(options: ProfileCardOptions) {
    this.#options = options;
    this.#pinTriesLeft = options.pinTries;
  }

  reset(): void {
    this.#directory = undefined;
    this.#file = undefined;
    this.#challenge = undefined;
    this.#opened = new Set();
    this.#isPinVerified = false;
  }

  answer(command: CommandApdu): ResponseApdu {
    switch (command.ins) {
      case 0xa4:
        return this.#select(command);
      case 0x84:
        this.#challenge = this.#options.random.bytes(CHALLENGE_BYTES);
        return { data: this.#challenge, sw: SW_SUCCESS };
      case 0x82:
        return this.#authenticate(command);
      case 0x20:
        return this.#verify(command);
      case 0xb2:
        return this.#readRecord(command);
      default:
        return only(SW_INSTRUCTION_UNKNOWN);
    }
  }

  #select({ p1, data }: CommandApdu): ResponseApdu {
    const { directories } = this.#options;
    if (p1 === BY_NAME) {
      const named = directories.find(({ aid }) => aid && equalBytes(aid, data));
      return named ? this.#enter(named) : only(SW_FILE_NOT_FOUND);
    }
    if (p1 !== 0x00 && p1 !== 0x02) return only(SW_WRONG_P1_P2);
    if (data.length !== 2) return only(SW_WRONG_LENGTH);
    const fid = (data[0]! << 8) | data[1]!;
    const file = this.#directory?.files.find((each) => each.fid === fid);
    if (file) {
      this.#file = file;
      return { data: Uint8Array.of(0x6f, 0x04, 0x83, 0x02, ...data), sw: SW_SUCCESS };
    }
    const current = this.#directory?.name;
    const below = directories.find(
      (each) => each.fid === fid && (!each.parent || each.parent === current),
    );
    return below ? this.#enter(below) : only(SW_FILE_NOT_FOUND);
  }

  #enter(directory: VirtualDirectory): ResponseApdu {
    this.#directory = directory;
    this.#file = undefined;
    const name = directory.aid ?? uintBytes(directory.fid, 2);
    const algorithm = ALGORITHM_CODES[this.#options.algorithm];
    const own = Uint8Array.of(0x9f, 0x0c, 0x03, 0x86, 0x01, algorithm);
    const objects = concat([
      Uint8Array.of(0x84, name.length),
      name,
      Uint8Array.of(0xa5, own.length),
      own,
    ]);
    return { data: concat([Uint8Array.of(0x6f, objects.length), objects]), sw: SW_SUCCESS };
  }

  #authenticate({ p2, data }: CommandApdu): ResponseApdu {
    const { keys, suffix, cryptogram } = this.#options;
    const challenge = this.#challenge;
    this.#challenge = undefined;
    const opens = keys.get(p2);
    if (!opens) return only(SW_REFERENCE_NOT_FOUND);
    if (data.length !== 16 + suffix.length) return only(SW_WRONG_LENGTH);
    if (!challenge) return only(0x6985);
    const isRight =
      equalBytes(cryptogram(challenge, data.slice(8, 16)), data.slice(0, 8)) &&
      equalBytes(data.slice(16), suffix);
    if (!isRight) return only(0x6300);
    for (const name of opens) this.#opened.add(name);
    return only(SW_SUCCESS);
  }

  #verify({ data }: CommandApdu): ResponseApdu {
    if (this.#pinTriesLeft === 0) return only(0x6983);
    if (!equalBytes(data, this.#options.pin)) {
      this.#pinTriesLeft -= 1;
      return only(0x63c0 | this.#pinTriesLeft);
    }
    this.#pinTriesLeft = this.#options.pinTries;
    this.#isPinVerified = true;
    return only(SW_SUCCESS);
  }

  #readRecord({ p1, p2 }: CommandApdu): ResponseApdu {
    const directory = this.#directory;
    if (!directory) return only(0x6986);
    const sfi = p2 >> 3;
    const style = sfi > 0 ? 'by-sfi' : (p2 & 0b111) === 0b100 ? 'by-number' : 'by-tag';
    const file = sfi > 0 ? directory.files.find((each) => each.sfi === sfi) : this.#file;
    if (!file) return only(sfi > 0 ? SW_FILE_NOT_FOUND : 0x6986);
    const isTagged = file.records.some(({ tag }) => tag !== undefined);
    const isServed = isTagged ? style === this.#options.addressing : style !== 'by-tag';
    if (!isServed) return only(SW_WRONG_P1_P2);
    const record =
      style === 'by-tag' ? file.records.find(({ tag }) => tag === p1) : file.records[p1 - 1];
    if (!record?.bytes) return only(SW_RECORD_NOT_FOUND);
    if (!this.#isOpen(record.access, directory.name)) return only(SW_SECURITY_NOT_SATISFIED);
    return { data: record.bytes, sw: SW_SUCCESS };
  }

  #isOpen(access: RecordAccess, directory: DirectoryName): boolean {
    if (access === 'free') return true;
    return access === 'pin' ? this.#isPinVerified : this.#opened.has(directory);
  }
}

function only(sw: number): ResponseApdu {
  return { data: NOTHING, sw };
}

/** `TS T0 TB1 TC1 ‖ 5 ‖ factor 8`: T=0 alone. */
export function socialSecurityAtr(cardFactor: Uint8Array): Uint8Array {
  return concat([fromHex('3B6D00000081544386'), cardFactor]);
}

/** `TS T0 TD1 TD2 ‖ 1 ‖ factor 8 ‖ TCK`: as a contactless card in a PC/SC reader. */
export function residentsHealthAtr(cardFactor: Uint8Array): Uint8Array {
  const atr = concat([fromHex('3B89800180'), cardFactor]);
  const check = atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
  return concat([atr, Uint8Array.of(check)]);
}
