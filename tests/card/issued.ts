/** An invented county, its trust store, and a card it issued, in a virtual reader. */

import { concat, toHex, uintBytes } from '../../src/bytes.ts';
import {
  type CardImage,
  type CardIssue,
  CardSession,
  type CardSessionOptions,
  type CardTransport,
  type CommitCore,
  encodeFamily,
  identityCheckCharacter,
  personalise,
  type TransportLayer,
  verifyRecord,
} from '../../src/card/index.ts';
import {
  issueCertificate,
  issueStatusList,
  type PrivateKey,
  sha256,
  suiteOf,
  type TrustStore,
} from '../../src/crypto/index.ts';
import type {
  CardSerial,
  CountyCode,
  IdentityNumber,
  MemberNumber,
  ProviderCode,
  RandomSource,
  SamId,
  SettlementId,
  TerminalId,
  Usage,
  VerifiedRecord,
} from '../../src/model/index.ts';
import { amount, parseYuan } from '../../src/money.ts';
import { addDays, type Instant, instant, plainDate, startOfDay } from '../../src/time.ts';
import {
  type CardKeys,
  firstChannelKeys,
  generateCountyKeys,
  keysForRole,
  memoryStore,
  SoftSam,
  VirtualCard,
  virtualReader,
} from '../../src/virtual/index.ts';

export const SUITE = suiteOf(1);
export const TODAY = plainDate('2026-03-09');
export const NOW = instant(startOfDay(TODAY) + 10 * 3_600_000);
export const YEAR = 2026;
export const SERIAL = '9990010000000001' as CardSerial;
export const COUNTY = '999101' as CountyCode;
export const USAGE: Usage = {
  year: YEAR,
  deductibleMet: amount(0n),
  benefitDrawn: amount(0n),
  admissions: 0,
};

/** The key of one repeated byte: invented, the same in every run. */
export function fixedKey(byte: number): PrivateKey {
  return SUITE.privateKeyOf(new Uint8Array(32).fill(byte));
}

/** Bytes that differ with every call and are the same in every run. */
export function countedRandom(): RandomSource {
  let calls = 0;
  return {
    bytes(count) {
      calls += 1;
      const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, block) =>
        sha256(concat([uintBytes(calls, 4), uintBytes(block, 4)])),
      );
      return concat(blocks).slice(0, count);
    },
  };
}

export const PROVINCE_KEY = fixedKey(0x11);
export const COUNTY_KEY = fixedKey(0x22);
const VALIDITY = {
  validFrom: startOfDay(plainDate('2025-01-01')),
  validUntil: startOfDay(plainDate('2031-01-01')),
};

export function rootOf(key: PrivateKey, province = '990000'): Uint8Array {
  return issueCertificate(SUITE, key, {
    issuer: province,
    subject: province,
    role: 'province',
    ...VALIDITY,
    publicKey: key.publicKey,
    suite: 1,
  });
}

export function countyCertificate(
  changes: { key?: PrivateKey; subject?: string; validUntil?: Instant } = {},
): Uint8Array {
  const { key = COUNTY_KEY, subject = COUNTY, validUntil = VALIDITY.validUntil } = changes;
  return issueCertificate(SUITE, PROVINCE_KEY, {
    issuer: '990000',
    subject,
    role: 'county',
    validFrom: VALIDITY.validFrom,
    validUntil,
    publicKey: key.publicKey,
    suite: 1,
  });
}

export function statusList(
  changes: {
    key?: PrivateKey;
    county?: CountyCode;
    issuedAt?: Instant;
    exceptions?: ReadonlyMap<number, 'blocked' | 'suspended'>;
    cardCount?: number;
  } = {},
): Uint8Array {
  const { key = COUNTY_KEY, county = COUNTY, issuedAt = NOW } = changes;
  const { exceptions = new Map(), cardCount = 100 } = changes;
  const list = { county, listNumber: 1, version: 1, issuedAt, cardCount, exceptions };
  return issueStatusList(SUITE, key, list);
}

export const TRUST: TrustStore = { roots: [rootOf(PROVINCE_KEY)], statusLists: [statusList()] };

export const COUNTY_KEYS = generateCountyKeys(countedRandom());
export const SAM_ID = '99900A0000000001' as SamId;
export const SAM = await SoftSam.issue({
  id: SAM_ID,
  role: 'SETTLE',
  keys: keysForRole(COUNTY_KEYS, 'SETTLE'),
  issuedAt: NOW,
  expiresOn: plainDate('2030-12-31'),
  dailySumMax: parseYuan('1000000.00'),
});

const ID_DIGITS = '99910119800312001';
export const MEMBER = '999101-01-02-03-0004-01' as MemberNumber;
export const CARD_KEYS: CardKeys = cardKeys(SERIAL);

/** The keys of the card with this serial: the chip's own are the same in all. */
export function cardKeys(serial: CardSerial): CardKeys {
  return {
    authentication: fixedKey(0x81),
    settlement: fixedKey(0x82),
    channel: firstChannelKeys(COUNTY_KEYS, 1, serial),
  };
}

/** Everything a card of the invented county is made from; tests change what they are about. */
export function cardIssue(changes: Partial<CardIssue> = {}): CardIssue {
  return {
    card: {
      serial: SERIAL,
      issuer: COUNTY,
      suite: 1,
      keyVersions: [0x30, 0x31, 0x32],
      expiresOn: plainDate('2030-12-31'),
      profileVersion: 1,
    },
    holder: {
      name: '测试甲',
      sex: 1,
      bornOn: plainDate('1980-03-12'),
      identityNumber: `${ID_DIGITS}${identityCheckCharacter(ID_DIGITS)}` as IdentityNumber,
      address: '测试省测试县测试乡测试村一组',
    },
    insurance: {
      county: COUNTY,
      memberNumber: MEMBER,
      participation: [
        { year: 2025, category: 'ordinary', paidOn: plainDate('2024-12-20') },
        { year: 2026, category: 'minimum-living-allowance', paidOn: plainDate('2025-12-18') },
      ],
    },
    family: {
      accountId: '99910100010203',
      members: [{ memberNumber: MEMBER, relation: 0 }],
      allowance: amount(12_000n),
    },
    chronic: [
      {
        diseaseCode: 'E11.900',
        certificateNumber: 'T-2026-0001',
        validFrom: plainDate('2026-01-01'),
        validUntil: plainDate('2026-12-31'),
      },
    ],
    authenticationKey: CARD_KEYS.authentication.publicKey,
    settlementKey: CARD_KEYS.settlement.publicKey,
    issuerKey: COUNTY_KEY,
    certificate: countyCertificate(),
    validFrom: TODAY,
    validUntil: addDays(TODAY, 3650),
    keyGeneration: 1,
    statusList: { listNumber: 1, index: 7 },
    usage: USAGE,
    issuedAt: instant(NOW - 3_600_000),
    ...changes,
  };
}

export function cardImage(changes: Partial<CardIssue> = {}): Promise<CardImage> {
  return personalise(cardIssue(changes), { sam: SAM, random: countedRandom() });
}

/** A virtual card of `image`, in a reader of its own. */
export async function inserted(image: CardImage, keys: CardKeys = cardKeys(image.serial)) {
  const store = memoryStore();
  const card = await VirtualCard.issue(image, keys, store);
  const reader = virtualReader(card);
  return { card, reader, store };
}

/** The image with one file's bytes changed. */
export function withFile(
  image: CardImage,
  fid: number,
  change: (bytes: Uint8Array) => Uint8Array,
): CardImage {
  return { ...image, files: new Map(image.files).set(fid, change(image.files.get(fid)!)) };
}

export interface TestReader {
  connect(): Promise<CardTransport>;
}

export async function openSession(
  reader: TestReader,
  layer: TransportLayer = (inner) => inner,
  options: Partial<CardSessionOptions> = {},
): Promise<CardSession> {
  const transport = layer(await reader.connect());
  return CardSession.open(transport, { sam: SAM, random: countedRandom(), ...options });
}

/** Reads and proves; throws with the failed checks when the card is refused. */
export async function readVerified(session: CardSession): Promise<VerifiedRecord> {
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  if (verification.outcome === 'refused') {
    throw new Error(`refused: ${JSON.stringify(verification.failed)}`);
  }
  return verification.record;
}

/** A settlement id of version 7, told apart by its last byte. */
export function settlementId(last: number): SettlementId {
  return `0195779a-6800-7000-8000-0000000000${toHex(Uint8Array.of(last))}` as SettlementId;
}

/** What a terminal would settle: 1,000.00 yuan, of which the fund pays 625.00. */
export function commitCore(last = 1, changes: Partial<CommitCore> = {}): CommitCore {
  return {
    id: settlementId(last),
    home: COUNTY,
    planId: 'test-plan',
    planVersion: '2026.1',
    billHash: sha256(Uint8Array.of(last)),
    total: amount(100_000n),
    byPayer: {
      'pooled-fund': amount(60_000n),
      'family-account': amount(2_500n),
      hospital: amount(1_000n),
      cash: amount(36_500n),
    },
    provider: 'H99920200001' as ProviderCode,
    terminalId: 'T-01' as TerminalId,
    samId: SAM_ID,
    settledAt: NOW,
    ...changes,
  };
}

export function usageAfter(admissions = 1): Usage {
  return {
    year: YEAR,
    deductibleMet: amount(30_000n),
    benefitDrawn: amount(60_000n * BigInt(admissions)),
    admissions,
  };
}

/** EF.FAMILY of another card, framed content left to the caller. */
export function foreignFamily(serial: CardSerial): Uint8Array {
  const head = { salt: new Uint8Array(16).fill(0x5a), serial };
  return encodeFamily(head, cardIssue().family);
}
