/**
 * What a card says of its holder, before (`CardRecord`) and after (`VerifiedRecord`) it was proven.
 * File numbers, sizes and the CBOR keys stand in docs/formats/card.md.
 */

import type { Amount } from '../money.ts';
import type { Instant, PlainDate } from '../time.ts';
import type { Brand } from './brand.ts';
import type {
  CardSerial,
  CountyCode,
  IdentityNumber,
  MemberNumber,
  SamId,
  SettlementId,
} from './identity.ts';
import type { ChannelSize, SamRole } from './sam.ts';

/** Algorithm suite, fixed at issue and inside the signed object: 1 international, 2 Chinese national. */
export type SuiteId = 1 | 2;

/** The static files that the county signs, by file number (low byte of the FID, also the SFI). */
export type StaticFileNumber = 0x01 | 0x02 | 0x03 | 0x07 | 0x08;

/** EF.CARD: what is free to read. */
export interface CardIdentity {
  readonly serial: CardSerial;
  readonly issuer: CountyCode;
  readonly suite: SuiteId;
  /** Key version numbers of the channel key sets READ, SETTLE, ISSUE. */
  readonly keyVersions: readonly [read: number, settle: number, issue: number];
  readonly expiresOn: PlainDate;
  readonly profileVersion: number;
}

/** EF.HOLDER. `sex` by GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unspecified. */
export interface CardHolder {
  readonly name: string;
  readonly sex: 0 | 1 | 2 | 9;
  readonly bornOn: PlainDate;
  readonly identityNumber: IdentityNumber;
  readonly address: string;
  readonly photoHash?: Uint8Array;
}

/**
 * Household attribute that a plan may look at. On the card as its index in this order; append only.
 * 五保 destitute, 低保 minimum-living-allowance, 优抚 special-care, 建档立卡 registered-poor.
 */
export const MEMBER_CATEGORIES = [
  'ordinary',
  'destitute',
  'minimum-living-allowance',
  'special-care',
  'registered-poor',
] as const;
export type MemberCategory = (typeof MEMBER_CATEGORIES)[number];

/** One insurance year that was paid for. */
export interface Participation {
  readonly year: number;
  readonly category: MemberCategory;
  readonly paidOn: PlainDate;
}

/** EF.INS; `participation` ascends by year. */
export interface CardInsurance {
  readonly county: CountyCode;
  readonly memberNumber: MemberNumber;
  readonly participation: readonly Participation[];
}

/** EF.FAMILY. `relation` by GB/T 4761 one-digit form: 0 self, 1 spouse, 2 son, 3 daughter, … */
export interface CardFamily {
  readonly accountId: string;
  readonly members: readonly { readonly memberNumber: MemberNumber; readonly relation: number }[];
  readonly allowance: Amount;
}

/** EF.CHRONIC: certificates for chronic and serious-disease outpatient treatment. */
export interface ChronicCertificate {
  readonly diseaseCode: string;
  readonly certificateNumber: string;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate;
}

/** What the card remembers of the year: one of the two slots of EF.STATE. */
export interface CardState {
  /** Counts settlements on this card, from 0 at issue. */
  readonly sequence: number;
  /** 1, and one higher each time the same sequence is tried again after a VOID. */
  readonly attempt: number;
  /** Absent at issue. */
  readonly settlementId?: SettlementId;
  readonly usage: Usage;
  readonly writtenAt: Instant;
  readonly samId: SamId;
  /** Digest of the newest log record, 32 bytes; zeros at issue. */
  readonly logHash: Uint8Array;
  /** Off-line settlements since the centre was last met: count, sum, and when it was met. */
  readonly offline: { readonly count: number; readonly sum: Amount; readonly centreMetAt: Instant };
}

/** A slot as it was read: exact body bytes, its CMAC and what the security module said of it. */
export interface StateSlot {
  readonly slot: 'A' | 'B';
  readonly body: Uint8Array;
  readonly mac: Uint8Array;
  readonly macIsValid: boolean;
  readonly state: CardState;
}

/**
 * A slot that holds no state: never written (`empty`), left behind by a write that did not reach its
 * end (`cut-off`), or bytes that no interrupted write explains (`garbage`).
 */
export interface UnreadableSlot {
  readonly slot: 'A' | 'B';
  readonly found: 'empty' | 'cut-off' | 'garbage';
}

/** One settlement as the card's log keeps it: no diagnosis, no name. */
export interface CardLogRecord {
  readonly sequence: number;
  readonly attempt: number;
  readonly kind: 'pending' | 'void';
  readonly writtenAt: Instant;
  readonly provider: string;
  readonly total: Amount;
  readonly fundsPay: Amount;
  readonly samId: SamId;
  readonly settlementId: SettlementId;
  /** First 16 bytes of the settlement's core hash. */
  readonly coreHash: Uint8Array;
  /** First 16 bytes of the digest of the record before; zeros in the first. */
  readonly previousHash: Uint8Array;
}

/** The card's own answer to a nonce of this visit (INTERNAL AUTHENTICATE, key 0x81). */
export interface CardEvidence {
  readonly nonce: Uint8Array;
  readonly signature: Uint8Array;
}

/** The secure channel that a record was read through: level 33, whatever its size. */
export interface ChannelEvidence {
  readonly role: SamRole;
  readonly keyVersion: number;
  readonly size: ChannelSize;
  /** The card's 24-bit counter of channels, raised at every INITIALIZE UPDATE. */
  readonly sequence: number;
}

/** Counters of one card that only ever rise; a lower one is a card that was put back or copied. */
export interface CardCounters {
  /** Of the state: settlements on this card. */
  readonly sequence: number;
  /** Of the card's signatures, 32 bits. */
  readonly atc: number;
  /** Of its channels, 24 bits. */
  readonly channelSequence: number;
}

/** What a visit's plan and caps look at, and what a settlement moves. */
export interface Usage {
  readonly year: number;
  /** Deductible already paid in the insurance year. */
  readonly deductibleMet: Amount;
  /** Benefit drawn from the pooled fund in the insurance year, against the annual cap. */
  readonly benefitDrawn: Amount;
  readonly admissions: number;
}

/** Everything the card said, unproven. Only a card session makes one. */
export interface CardRecord {
  /** Which kind of card it was. */
  readonly source: 'onecard';
  readonly card: CardIdentity;
  readonly holder: CardHolder;
  readonly insurance: CardInsurance;
  readonly family: CardFamily;
  readonly chronic: readonly ChronicCertificate[];
  /** Certificates, the issuing county's first. */
  readonly chain: readonly Uint8Array[];
  /** EF.SOD: COSE_Sign1 over the digests of the static files and the card's public keys. */
  readonly securityObject: Uint8Array;
  /** Serial repeated in each static file, and the exact bytes its digest covers. */
  readonly files: ReadonlyMap<
    StaticFileNumber,
    { readonly serial: CardSerial; readonly bytes: Uint8Array }
  >;
  /** Every slot that could be parsed, whatever its CMAC; A before B. */
  readonly slots: readonly StateSlot[];
  /** The rest of the two slots. */
  readonly unreadableSlots: readonly UnreadableSlot[];
  readonly newestLog?: { readonly record: CardLogRecord; readonly hash: Uint8Array };
  readonly evidence: CardEvidence;
  /** Absent when the files came in the clear. */
  readonly channel?: ChannelEvidence;
  /** Signed files that the keys of the channel do not open, and that are empty here for that reason. */
  readonly withheld?: readonly StaticFileNumber[];
}

/** Facts that a proven record adds to what the card said. */
export interface ProvenFacts {
  /** The valid slot with the highest sequence. */
  readonly current: StateSlot;
  /** Public keys out of the signed object: 0x81 authenticates, 0x82 signs settlements. COSE_Key bytes. */
  readonly authenticationKey: Uint8Array;
  readonly settlementKey: Uint8Array;
  readonly insuranceYear: number;
  readonly verifiedAt: Instant;
}

/** A record that passed every check of `verifyRecord`. */
export type VerifiedRecord = Brand<CardRecord & { readonly proven: ProvenFacts }, 'VerifiedRecord'>;

/** Kinds of cards already in use that this package reads. */
export const PROFILE_SOURCES = ['social-security', 'residents-health'] as const;
export type ProfileSource = (typeof PROFILE_SOURCES)[number];

/** What such a card works with. SSF33 is not published: it is left to a security module. */
export type LegacyAlgorithm = 'DES' | 'SSF33' | 'SM4';

/**
 * Who a card already in use says its holder is. Such a card proves nothing to this program, so this
 * is no `CardRecord` and never becomes a `VerifiedRecord`: whoever settles on it needs the home
 * county's centre to say who the person is. A field that is absent was not read.
 */
export interface UnprovenIdentity {
  readonly source: ProfileSource;
  readonly card: {
    /** As printed: 社会保障卡卡号, or the residents' health card number. */
    readonly number: string;
    /** 卡识别码 of a social-security card, 32 hexadecimal digits. */
    readonly cardId?: string;
    /** 规范版本, such as `2.00`. */
    readonly specification: string;
    /** Six digits: the area that issued the card, where the card tells it. */
    readonly area?: string;
    readonly issuedOn?: PlainDate;
    readonly expiresOn?: PlainDate;
    readonly algorithm?: LegacyAlgorithm;
  };
  readonly holder: {
    readonly name?: string;
    readonly sex?: CardHolder['sex'];
    readonly bornOn?: PlainDate;
    /** Only where its check character and its day of birth are right. */
    readonly identityNumber?: IdentityNumber;
  };
  /** 新农合证（卡）号 as it stands on a residents' health card; counties number differently. */
  readonly schemeNumber?: string;
}
