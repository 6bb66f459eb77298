import { concat, fromHex, toHex, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { LegacyAlgorithm, ProfileSource, RandomSource } from '../../model/index.ts';
import { type CommandApdu, NE_SHORT_MAX } from '../apdu.ts';
import { exchangeApdu } from '../commands/command.ts';
import { selectTolerant } from '../commands/select.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import { SW_SUCCESS, statusWordText } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';
import { type AddressingStyle, readField, readNumbered } from './addressing.ts';
import { type LegacyPin, type LegacyPinOutcome, verifyLegacyPin } from './pin.ts';
import type { Psam, PsamRefusal, ReadKeyName } from './psam.ts';
import { algorithmOfFci, DDF1_FID, historicalBytesOf, SSSE_AID } from './recognise.ts';
import { type FieldValue, malformedRecord, parseParts, parseValue, tagText } from './record.ts';
import { INDEX_ERASED, INDEX_VALID, type IndexFile } from './tables/rhDf03.ts';
import { type CyclicFile, type DirectoryName, fileName, type RecordFile } from './tables/table.ts';

export interface ProfileOptions {
  /** Answer to reset; without it no security module can find the card's key. */
  readonly atr?: Uint8Array;
  readonly psam?: Psam;
  /** Source of the bytes that the card gets beside a cryptogram. */
  readonly random: RandomSource;
}

/** What a file gave. Of `raw`, only the fields that stand in `values`. */
export interface FileReading {
  /** By name of the field; what the card does not have is not there. */
  readonly values: ReadonlyMap<string, FieldValue>;
  readonly raw: ReadonlyMap<string, Uint8Array>;
  /** Status word of the card's refusal, four hexadecimal digits; what was read before it stands. */
  readonly deniedBy?: string;
}

export type AuthenticationOutcome =
  | { readonly outcome: 'accepted' }
  /** The card did not believe the module: wrong key, wrong area, or another card. */
  | { readonly outcome: 'not-accepted'; readonly sw: string }
  | { readonly outcome: 'refused'; readonly why: PsamRefusal | 'no-answer-to-reset' };

const CHALLENGE_BYTES = 8;
const FACTOR_BYTES = 8;
const DF04_AID = fromHex('D15600000503');
/** Way to each directory, from wherever the card is. */
const PATHS: Readonly<Record<DirectoryName, readonly ({ aid: Uint8Array } | { fid: number })[]>> = {
  SSSE: [{ aid: SSSE_AID }],
  DF01: [{ aid: SSSE_AID }, { fid: 0xdf01 }],
  DF04: [{ aid: DF04_AID }],
  DDF1: [{ fid: DDF1_FID }],
  'DDF1/DF01': [{ fid: DDF1_FID }, { fid: 0xdf01 }],
  'DDF1/DF03': [{ fid: DDF1_FID }, { fid: 0xdf03 }],
};
const ROOTS = { 'social-security': 'SSSE', 'residents-health': 'DDF1' } as const;

/**
 * A card in use in a reader. It reads files by their tables and answers what the card let it read;
 * it never writes.
 */
export class ProfileSession {
  readonly source: ProfileSource;
  /** As the application named it when it was selected. */
  readonly namedAlgorithm: LegacyAlgorithm | undefined;
  readonly #transport: CardTransport;
  readonly #options: ProfileOptions;
  #directory: DirectoryName | undefined;
  /** Public drivers ask most cards by number. */
  #style: AddressingStyle = 'by-number';

  private constructor(
    source: ProfileSource,
    transport: CardTransport,
    options: ProfileOptions,
    fci: Uint8Array,
  ) {
    this.source = source;
    this.#transport = transport;
    this.#options = options;
    this.#directory = ROOTS[source];
    this.namedAlgorithm = algorithmOfFci(fci);
  }

  /** @throws OneCardError `profile.other-card` */
  static async open(
    source: ProfileSource,
    transport: CardTransport,
    options: ProfileOptions,
  ): Promise<ProfileSession> {
    const card = withGetResponse(withRightLe(transport));
    const root = ROOTS[source];
    const { data, sw } = await selectTolerant(card, PATHS[root][0]!);
    if (sw !== SW_SUCCESS) {
      const detail = { application: root, sw: statusWordText(sw) };
      throw new OneCardError('profile.other-card', detail);
    }
    return new ProfileSession(source, card, options, data);
  }

  /** How the card was last asked for a record that it gave. */
  get addressingStyle(): AddressingStyle {
    return this.#style;
  }

  /**
   * Reads every field of a file that the card has and lets be read.
   * @throws OneCardError `profile.malformed-record`, `profile.other-card`, `card.unexpected-status`
   */
  async read(file: RecordFile): Promise<FileReading> {
    await this.#enter(file);
    const values = new Map<string, FieldValue>();
    const raw = new Map<string, Uint8Array>();
    let deniedBy: string | undefined;
    for (const field of file.fields) {
      const answer = await readField(this.#transport, file, field, this.#style);
      if (answer.outcome === 'denied') deniedBy = statusWordText(answer.sw);
      if (answer.outcome !== 'read') continue;
      this.#style = answer.style;
      const place = { file: fileName(file), tag: tagText(field.tag) };
      values.set(field.name, parseValue(answer.value, field.form, place));
      raw.set(field.name, answer.value);
    }
    return { values, raw, ...(deniedBy !== undefined && { deniedBy }) };
  }

  /** Records of a file without tags, the newest first. */
  async readCyclic(file: CyclicFile): Promise<{
    readonly records: readonly ReadonlyMap<string, FieldValue>[];
    readonly deniedBy?: string;
  }> {
    await this.#enter(file);
    const records: ReadonlyMap<string, FieldValue>[] = [];
    for (let number = 1; number <= file.recordCount; number++) {
      const answer = await readNumbered(this.#transport, file, number);
      if (answer.outcome === 'denied') return { records, deniedBy: statusWordText(answer.sw) };
      if (answer.outcome === 'absent') break;
      records.push(parseParts(answer.value, file));
    }
    return { records };
  }

  /** Which entries of an index are in force; undefined when the card does not let it be read. */
  async readIndex(file: IndexFile): Promise<readonly boolean[] | undefined> {
    await this.#enter(file);
    const flags: boolean[] = [];
    for (let entry = 1; entry <= file.entryCount; entry++) {
      const apdu = {
        cla: 0,
        ins: 0xb2,
        p1: entry,
        p2: 0x04,
        data: new Uint8Array(0),
        ne: NE_SHORT_MAX,
      };
      const { data, sw } = await exchangeApdu(this.#transport, apdu);
      if (sw !== SW_SUCCESS) return undefined;
      const place = { file: fileName(file), tag: String(entry) };
      const flag = data[0];
      if (flag !== INDEX_VALID && flag !== INDEX_ERASED) throw malformedRecord(place, 'flag');
      flags.push(flag === INDEX_VALID);
    }
    return flags;
  }

  /** Has the card check the holder's PIN in the current application. */
  verifyPin(pin: LegacyPin): Promise<LegacyPinOutcome> {
    return verifyLegacyPin(this.#transport, pin);
  }

  /**
   * EXTERNAL AUTHENTICATE: the module answers the card's challenge, and the card opens what its read
   * key protects. It proves the terminal to the card and nothing of the card to the terminal.
   * @param areaFactor 8 bytes
   * @param reference P2: which of the card's keys
   * @param suffix what stands behind cryptogram and plain bytes
   */
  async authenticate(
    key: ReadKeyName,
    directory: DirectoryName,
    request: {
      readonly algorithm: LegacyAlgorithm | undefined;
      readonly areaFactor: Uint8Array;
      readonly reference: number;
      readonly suffix: Uint8Array;
    },
  ): Promise<AuthenticationOutcome> {
    const { psam, random, atr } = this.#options;
    if (!psam) return { outcome: 'refused', why: 'no-module' };
    const cardFactor = cardFactorOf(this.source, atr);
    if (!cardFactor) return { outcome: 'refused', why: 'no-answer-to-reset' };
    await this.#enterDirectory(directory);
    const challenge = await this.#challenge();
    const plain = random.bytes(CHALLENGE_BYTES);
    const { algorithm, areaFactor, reference, suffix } = request;
    const base = { source: this.source, key, algorithm, cardFactor, areaFactor };
    const answer = await psam.authenticate({ ...base, challenge, plain });
    if (answer.outcome === 'refused') return answer;
    const data = concat([answer.cryptogram, plain, suffix]);
    const { sw } = await exchangeApdu(this.#transport, command(0x82, 0x00, reference, data, 0));
    if (sw === SW_SUCCESS) return { outcome: 'accepted' };
    return { outcome: 'not-accepted', sw: statusWordText(sw) };
  }

  async #challenge(): Promise<Uint8Array> {
    const apdu = command(0x84, 0x00, 0x00, new Uint8Array(0), CHALLENGE_BYTES);
    const { data, sw } = await exchangeApdu(this.#transport, apdu);
    if (sw !== SW_SUCCESS || data.length !== CHALLENGE_BYTES) {
      const detail = { command: 'GET CHALLENGE', sw: statusWordText(sw) };
      throw new OneCardError('card.unexpected-status', detail);
    }
    return data;
  }

  async #enter(file: { readonly directory: DirectoryName; readonly fid: number }): Promise<void> {
    await this.#enterDirectory(file.directory);
    // A card that takes records by short identifier alone may refuse this; the records will tell.
    await selectTolerant(this.#transport, { fid: file.fid });
  }

  async #enterDirectory(directory: DirectoryName): Promise<void> {
    if (this.#directory === directory) return;
    this.#directory = undefined;
    for (const step of PATHS[directory]) {
      const { sw } = await selectTolerant(this.#transport, step);
      if (sw === SW_SUCCESS) continue;
      const detail = { application: directory, sw: statusWordText(sw) };
      throw new OneCardError('profile.other-card', detail);
    }
    this.#directory = directory;
  }
}

/**
 * The eight bytes by which a card's key is told apart: the last historical bytes of a social-security
 * card, the eight after the first of a residents' health card.
 */
function cardFactorOf(source: ProfileSource, atr: Uint8Array | undefined): Uint8Array | undefined {
  const bytes = historicalBytesOf(atr);
  if (!bytes) return undefined;
  const factor =
    source === 'social-security' ? bytes.slice(-FACTOR_BYTES) : bytes.slice(1, 1 + FACTOR_BYTES);
  return factor.length === FACTOR_BYTES ? factor : undefined;
}

/** `999001sx`: the area and two letters, as modules of social-security cards take it. */
export function socialSecurityArea(cardId: Uint8Array): Uint8Array {
  return utf8(`${toHex(cardId).slice(0, 6)}sx`);
}

/** `99000000`: the first two digits of the area, filled up with zeros. */
export function residentsHealthArea(city: string): Uint8Array {
  return utf8(city.slice(0, 2).padEnd(FACTOR_BYTES, '0'));
}

function command(ins: number, p1: number, p2: number, data: Uint8Array, ne: number): CommandApdu {
  return { cla: 0x00, ins, p1, p2, data, ne };
}
