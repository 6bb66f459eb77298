/** Who vouches for whom: the province, its counties, their lists of blocked cards and modules. */

import {
  type CardStatus,
  issueCertificate,
  issueStatusList,
  type KeyPair,
  type StatusListKind,
  suiteOf,
} from '../../crypto/index.ts';
import type { CountyCode, SuiteId } from '../../model/index.ts';
import { parseYuan } from '../../money.ts';
import { type Catalogue, type Plan, signOfflineLimits } from '../../settlement/index.ts';
import { addDays, chinaDate, type Instant, instant, startOfDay } from '../../time.ts';
import { type CountyKeys, generateCountyKeys } from '../../virtual/index.ts';
import type { SeededRandom } from '../random.ts';

export const SUITE: SuiteId = 1;
const PROVINCE = '999000';
const KEY_BYTES = 32;
/** Longer than any world goes on. */
const CERTIFICATE_DAYS = 5_475;
/** Cards, or modules, of one county: more than any world has. */
const LIST_PLACES = 128;

/** What every county of the world allows off line. */
export const OFFLINE_FIGURES = {
  card: { sumMax: parseYuan('8000.00'), countMax: 3, daysMax: 20 },
  samDailySumMax: parseYuan('30000.00'),
  outbox: { sumMax: parseYuan('30000.00'), countMax: 20 },
  ageHoursMax: { plan: 96, catalogue: 96, statusList: 60 },
  familyAccount: 'refused',
  yearRollover: 'participating',
} as const;

/** A county's key, its certificate and its lists. */
export class CountyOffice {
  readonly code: CountyCode;
  readonly key: KeyPair;
  readonly certificate: Uint8Array;
  #limitsVersion = 0;
  readonly #versions = { cards: 0, sams: 0 };
  readonly #exceptions = {
    cards: new Map<number, Exclude<CardStatus, 'good'>>(),
    sams: new Map<number, Exclude<CardStatus, 'good'>>(),
  };

  constructor(code: CountyCode, key: KeyPair, certificate: Uint8Array) {
    this.code = code;
    this.key = key;
    this.certificate = certificate;
  }

  /** A card is reported lost, or found again. */
  toggleBlocked(index: number): void {
    const { cards } = this.#exceptions;
    if (!cards.delete(index)) cards.set(index, 'blocked');
  }

  /** A module is taken out for good. */
  blockModule(index: number): void {
    this.#exceptions.sams.set(index, 'blocked');
  }

  /** Every card that was lost is found. @returns whether there was one */
  unblockAll(): boolean {
    const { cards } = this.#exceptions;
    const wasBlocked = cards.size > 0;
    cards.clear();
    return wasBlocked;
  }

  /** What the county allows off line from now on. */
  limits(now: Instant, plan: Plan, catalogue: Catalogue): Uint8Array {
    this.#limitsVersion += 1;
    const issuedAt = startOfSecond(now);
    const { id, hash } = catalogue.reference;
    return signOfflineLimits(
      {
        county: this.code,
        version: this.#limitsVersion,
        issuedAt,
        ...OFFLINE_FIGURES,
        plan: { id: plan.id, hash: plan.hash, confirmedAt: issuedAt },
        catalogues: [{ id, hash, confirmedAt: issuedAt }],
      },
      {
        suite: suiteOf(SUITE),
        countyKey: this.key.privateKey,
        certificate: this.certificate,
      },
    );
  }

  /** The newest list, signed now. */
  list(kind: StatusListKind, now: Instant): Uint8Array {
    this.#versions[kind] += 1;
    const content = {
      county: this.code,
      listNumber: 1,
      version: this.#versions[kind],
      issuedAt: startOfSecond(now),
      cardCount: LIST_PLACES,
      exceptions: this.#exceptions[kind],
    };
    return issueStatusList(suiteOf(SUITE), this.key.privateKey, content, kind);
  }
}

/** The province: root of all certificates, and the master keys of cards. */
export class Authority {
  readonly root: Uint8Array;
  readonly masterKeys: CountyKeys;
  readonly #key: KeyPair;
  readonly #issuedAt: Instant;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom, issuedAt: Instant) {
    this.#random = random;
    this.#issuedAt = issuedAt;
    this.#key = keyPair(random);
    this.root = this.#certify(this.#key, PROVINCE, 'province');
    this.masterKeys = generateCountyKeys(random, [SUITE]);
  }

  county(code: CountyCode): CountyOffice {
    const key = keyPair(this.#random);
    return new CountyOffice(code, key, this.#certify(key, code, 'county'));
  }

  #certify(owner: KeyPair, subject: string, role: 'province' | 'county'): Uint8Array {
    return issueCertificate(suiteOf(SUITE), this.#key.privateKey, {
      issuer: PROVINCE,
      subject,
      role,
      validFrom: this.#issuedAt,
      validUntil: certificatesEnd(this.#issuedAt),
      publicKey: owner.publicKey,
      suite: SUITE,
    });
  }
}

export function certificatesEnd(issuedAt: Instant): Instant {
  return startOfDay(addDays(chinaDate(issuedAt), CERTIFICATE_DAYS));
}

/** A key that the seed decides. */
export function keyPair(random: SeededRandom): KeyPair {
  const privateKey = suiteOf(SUITE).privateKeyOf(random.bytes(KEY_BYTES));
  return { privateKey, publicKey: privateKey.publicKey };
}

export function startOfSecond(now: Instant): Instant {
  return instant(Math.floor(now / 1000) * 1000);
}
