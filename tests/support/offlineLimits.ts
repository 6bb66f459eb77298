/** Off-line limits of the tests' home county, signed by keys of the tests. */

import { issueCertificate } from '../../src/crypto/index.ts';
import type { CountyCode, OfflineLimits } from '../../src/model/index.ts';
import { parseYuan } from '../../src/money.ts';
import { type Catalogue, type Plan, signOfflineLimits } from '../../src/settlement/index.ts';
import { type Instant, instant } from '../../src/time.ts';
import { fixedKey, INT } from '../crypto/support.ts';

const [PROVINCE, COUNTY_KEY] = [fixedKey(1), fixedKey(2)];
const DAY_MS = 86_400_000;

/** Generous figures for `plan` and `catalogue`, all confirmed at `issuedAt`. */
export function limitsFor(
  plan: Plan,
  catalogue: Catalogue,
  issuedAt: Instant,
  changes: Partial<OfflineLimits> = {},
): OfflineLimits {
  return {
    county: plan.county.code,
    version: 1,
    issuedAt,
    card: { sumMax: parseYuan('3000.00'), countMax: 3, daysMax: 7 },
    samDailySumMax: parseYuan('20000.00'),
    outbox: { sumMax: parseYuan('50000.00'), countMax: 100 },
    ageHoursMax: { plan: 48, catalogue: 48, statusList: 24 },
    familyAccount: 'refused',
    yearRollover: 'participating',
    plan: { id: plan.id, hash: plan.hash, confirmedAt: issuedAt },
    catalogues: [
      { id: catalogue.reference.id, hash: catalogue.reference.hash, confirmedAt: issuedAt },
    ],
    ...changes,
  };
}

/** What a terminal trusts that trusts the province of these tests. */
export function limitsTrust(at: Instant) {
  const dates = {
    validFrom: instant(at - (at % 1000) - DAY_MS),
    validUntil: instant(at - (at % 1000) + 400 * DAY_MS),
    suite: 1,
  } as const;
  const certify = (subject: string, role: 'province' | 'county', key = COUNTY_KEY) =>
    issueCertificate(INT, PROVINCE, {
      ...dates,
      issuer: '990000',
      subject,
      role,
      publicKey: key.publicKey,
    });
  return {
    trust: { roots: [certify('990000', 'province', PROVINCE)], statusLists: [] },
    certificateOf: (county: string) => certify(county, 'county'),
  };
}

export function signedLimits(
  limits: OfflineLimits,
  at: Instant,
  county: CountyCode = limits.county,
): Uint8Array {
  return signOfflineLimits(limits, {
    suite: INT,
    countyKey: COUNTY_KEY,
    certificate: limitsTrust(at).certificateOf(county),
  });
}
