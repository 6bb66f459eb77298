import { fromHex, utf8 } from '../../bytes.ts';
import {
  type AddressingStyle,
  DDF1_EXTENSION,
  DDF1_FID,
  DDF1_HOLDER,
  DDF1_ISSUER,
  type FieldValue,
  type IndexFile,
  type RecordFile,
  RH_DOCUMENTS,
  RH_STAYS,
  RH_VISITS,
} from '../../card/index.ts';
import type { SecretKey } from '../../crypto/index.ts';
import type { RandomSource } from '../../model/index.ts';
import { type AnswerStyle, VirtualLegacyCard } from './legacyCard.ts';
import {
  ProfileLogic,
  type RecordAccess,
  residentsHealthAtr,
  type VirtualFile,
} from './profileCard.ts';
import { expectedCryptogram } from './profileKeys.ts';
import { type CardGeneration, recordsOf } from './records.ts';

export interface VirtualResidentsHealthOptions {
  readonly generation: CardGeneration;
  readonly addressing: AddressingStyle;
  readonly style?: AnswerStyle;
  /** Six digits. */
  readonly area: string;
  readonly name: string;
  readonly sex: string;
  readonly bornOn: string;
  readonly identityNumber: string;
  readonly schemeNumber: string;
  readonly expiresOn: string;
  readonly masterKey: SecretKey;
  readonly random: RandomSource;
  readonly values?: Readonly<Record<string, FieldValue>>;
}

const ALGORITHM = 'SM4';
const KEY_OF_APPLICATION = 0x04;
const KEY_OF_DIRECTORY = 0x84;

/** A residents' health card made of software: DDF1 with its free file, the rest behind its SM4 keys. */
export class VirtualResidentsHealthCard extends VirtualLegacyCard {
  constructor(options: VirtualResidentsHealthOptions) {
    const { area, generation, masterKey, random } = options;
    const cardFactor = utf8(options.identityNumber.slice(-8));
    const values: Readonly<Record<string, FieldValue>> = {
      class: '1',
      specification: '1.00',
      'issuer-name': '示范县卫生局',
      issuer: `${area}0000000000000000`,
      'issuer-certificate': new Uint8Array(180).fill(0xce),
      'issued-on': '2016-01-04',
      'card-number': options.identityNumber,
      'security-code': fromHex('313233'),
      chip: fromHex('00000000000000000001'),
      city: area,
      name: options.name,
      sex: options.sex,
      nation: '01',
      'born-on': options.bornOn,
      'identity-number': options.identityNumber,
      'expires-on': options.expiresOn,
      'phone-1': '13900000000',
      'payment-1': '3',
      'document-class': '01',
      'document-number': options.identityNumber,
      'health-file': '99900100100100001',
      'scheme-number': options.schemeNumber,
      ...options.values,
    };
    const tagged = (file: RecordFile, access: RecordAccess): VirtualFile => ({
      fid: file.fid,
      sfi: file.sfi,
      records: recordsOf(file, values, generation).map(({ field, bytes }) => {
        return { tag: field.tag, bytes, access };
      }),
    });
    const logic = new ProfileLogic({
      directories: [
        {
          name: 'DDF1',
          fid: DDF1_FID,
          files: [
            tagged(DDF1_ISSUER, 'free'),
            tagged(DDF1_HOLDER, 'key'),
            tagged(DDF1_EXTENSION, 'key'),
          ],
        },
        {
          name: 'DDF1/DF01',
          fid: 0xdf01,
          parent: 'DDF1',
          files: [tagged(RH_DOCUMENTS, 'key')],
        },
        {
          name: 'DDF1/DF03',
          fid: 0xdf03,
          parent: 'DDF1',
          files: [index(RH_STAYS), index(RH_VISITS)],
        },
      ],
      addressing: options.addressing,
      algorithm: ALGORITHM,
      keys: new Map([
        [KEY_OF_APPLICATION, ['DDF1']],
        [KEY_OF_DIRECTORY, ['DDF1/DF01']],
      ]),
      suffix: Uint8Array.of(0x01),
      cryptogram: (challenge, plain) =>
        expectedCryptogram({
          algorithm: ALGORITHM,
          form: 'as-factor',
          masterKey,
          areaFactor: utf8(area.slice(0, 2).padEnd(8, '0')),
          cardFactor,
          challenge,
          plain,
        }),
      pin: fromHex('888888'),
      pinTries: 3,
      random,
    });
    super(residentsHealthAtr(cardFactor), logic, options.style);
  }
}

/** The first entry is in force, the rest are erased. */
function index({ fid, sfi, entryCount }: IndexFile): VirtualFile {
  const records = Array.from({ length: entryCount }, (_, entry) => {
    return {
      tag: undefined,
      bytes: Uint8Array.of(entry === 0 ? 0x00 : 0xff),
      access: 'free' as const,
    };
  });
  return { fid, sfi, records };
}
