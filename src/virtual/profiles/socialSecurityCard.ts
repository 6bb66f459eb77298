import { concat, fromHex, toHex, utf8 } from '../../bytes.ts';
import {
  type AddressingStyle,
  type CyclicFile,
  cardNumberCheck,
  DF01_HOUSEHOLD,
  DF01_RESIDENCE,
  DF04_BASIC,
  DF04_DETAILS,
  DF04_OFFLINE,
  type FieldValue,
  type RecordFile,
  SSSE_AID,
  SSSE_HOLDER,
  SSSE_ISSUER,
} from '../../card/index.ts';
import type { SecretKey } from '../../crypto/index.ts';
import type { LegacyAlgorithm, RandomSource } from '../../model/index.ts';
import { type AnswerStyle, VirtualLegacyCard } from './legacyCard.ts';
import {
  ProfileLogic,
  type RecordAccess,
  socialSecurityAtr,
  type VirtualFile,
} from './profileCard.ts';
import { expectedCryptogram } from './profileKeys.ts';
import { type CardGeneration, nameParts, recordsOf } from './records.ts';

export interface VirtualSocialSecurityOptions {
  /** Version 1.00, 2.00 or 3.00; 3 keeps the name behind RKsSSE. */
  readonly generation: CardGeneration;
  readonly addressing: AddressingStyle;
  readonly algorithm: LegacyAlgorithm;
  readonly style?: AnswerStyle;
  /** Six digits. */
  readonly area: string;
  readonly name: string;
  /** 1 or 2. */
  readonly sex: string;
  readonly bornOn: string;
  readonly identityNumber: string;
  /** Eight characters; the ninth is their check. */
  readonly number: string;
  readonly expiresOn: string;
  readonly masterKey: SecretKey;
  readonly random: RandomSource;
  /** Overrides of single values, by the names of the tables: for cards that are not as they should be. */
  readonly values?: Readonly<Record<string, FieldValue>>;
}

const PIN = fromHex('888888');
const PIN_TRIES = 3;
const VERSIONS: Readonly<Record<CardGeneration, string>> = { 1: '1.00', 2: '2.00', 3: '3.00' };
/** Records of transaction details: ten on the first generation. */
const DETAIL_COUNTS: Readonly<Record<CardGeneration, number>> = { 1: 10, 2: 30, 3: 30 };

/**
 * A social-security card made of software, built from the tables that the reader reads by: SSSE, DF01
 * behind the read key, DF04 behind the PIN 888888.
 */
export class VirtualSocialSecurityCard extends VirtualLegacyCard {
  constructor(options: VirtualSocialSecurityOptions) {
    const { generation, addressing, algorithm, area, masterKey, random } = options;
    const number = `${options.number}${cardNumberCheck(options.number)}`;
    const cardFactor = utf8(number.slice(-8));
    const first = algorithm === 'SSF33' ? '11' : area.slice(0, 2);
    const cardId = `${first}${area.slice(2)}00D15600000599${toHex(cardFactor)}`.slice(0, 32);
    const values: Readonly<Record<string, FieldValue>> = {
      'card-id': fromHex(cardId.padEnd(32, 'F')),
      class: '1',
      specification: VERSIONS[generation],
      issuer: fromHex('99900100000000000000FFFF'),
      'issued-on': '2016-01-04',
      'expires-on': options.expiresOn,
      'card-number': number,
      'identity-number': options.identityNumber,
      ...nameParts(options.name),
      sex: options.sex,
      nation: '01',
      'birth-place': area,
      'born-on': options.bornOn,
      'household-class': '10',
      'household-address': '示范乡第二村第三组',
      residence: '示范乡第二村第三组',
      'residence-area': area,
      phone: '13900000000',
      'tag-81': '99900101',
      'tag-8F': '1',
      'offline-state': '0',
      'offline-amount': 0n,
      'offline-code': '00',
      ...options.values,
    };
    const tagged = (file: RecordFile, access: RecordAccess): VirtualFile => ({
      fid: file.fid,
      sfi: file.sfi,
      records: recordsOf(file, values, generation).map(({ field, bytes }) => {
        const isName = generation === 3 && field.name.startsWith('name');
        return { tag: field.tag, bytes, access: isName ? 'key' : access };
      }),
    });
    const area8 = utf8(`${cardId.slice(0, 6)}sx`);
    const form = algorithm === 'SM4' ? 'sm4-in-block' : 'as-factor';
    const logic = new ProfileLogic({
      directories: [
        {
          name: 'SSSE',
          aid: SSSE_AID,
          fid: 0x3f01,
          files: [tagged(SSSE_ISSUER, 'free'), tagged(SSSE_HOLDER, 'free')],
        },
        {
          name: 'DF01',
          fid: 0xdf01,
          parent: 'SSSE',
          files: [tagged(DF01_HOUSEHOLD, 'key'), tagged(DF01_RESIDENCE, 'key')],
        },
        {
          name: 'DF04',
          aid: fromHex('D15600000503'),
          fid: 0xdf04,
          files: [
            tagged(DF04_BASIC, 'pin'),
            tagged(DF04_OFFLINE, 'pin'),
            details(DF04_DETAILS, DETAIL_COUNTS[generation]),
          ],
        },
      ],
      addressing,
      algorithm,
      keys: new Map([[generation === 3 ? 0x0a : 0x07, ['SSSE', 'DF01']]]),
      suffix: new Uint8Array(0),
      cryptogram: (challenge, plain) =>
        expectedCryptogram({
          algorithm,
          form,
          masterKey,
          areaFactor: area8,
          cardFactor,
          challenge,
          plain,
        }),
      pin: PIN,
      pinTries: PIN_TRIES,
      random,
    });
    super(socialSecurityAtr(cardFactor), logic, options.style);
  }
}

/** Records without tags, each with its own number in every part. */
function details({ fid, sfi, parts }: CyclicFile, count: number): VirtualFile {
  const records = Array.from({ length: count }, (_, index) => {
    const bytes = concat(
      parts.map((part) => {
        const value = new Uint8Array(part.bytes);
        if (part.form === 'code') value[0] = 0x31;
        if (part.form === 'number') value[part.bytes - 1] = index + 1;
        return value;
      }),
    );
    return { tag: undefined, bytes, access: 'pin' as const };
  });
  return { fid, sfi, records };
}
