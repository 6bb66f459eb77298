// A county signs what it allows off line; a terminal proves it, and another county's paper counts for nothing.
import { readFileSync } from 'node:fs';
import { parseYuan } from 'onecard';
import { issueCertificate, suiteOf } from 'onecard/crypto';
import * as settlement from 'onecard/settlement';
import { OFFLINE_FINDINGS, systemClock } from 'onecard/terminal';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const plan = settlement.parsePlan(read('plans/yinjiang-2019.yaml'), 'plan');
const catalogue = settlement.parseCatalogue(read('catalogues/999101.yaml'), 'catalogue');

const suite = suiteOf(1);
const [province, county] = [suite.generateKeyPair(), suite.generateKeyPair()];
const now = Math.floor(systemClock.now() / 1000) * 1000;
const certify = (subject, role, { publicKey }) =>
  issueCertificate(suite, province.privateKey, {
    issuer: '999000',
    subject,
    role,
    validFrom: now - 86_400_000,
    validUntil: now + 86_400_000 * 365,
    publicKey,
    suite: suite.id,
  });
const trust = { roots: [certify('999000', 'province', province)], statusLists: [] };

const limits = {
  county: plan.county.code,
  version: 1,
  issuedAt: now,
  card: { sumMax: parseYuan('3000.00'), countMax: 3, daysMax: 30 },
  samDailySumMax: parseYuan('20000.00'),
  outbox: { sumMax: parseYuan('50000.00'), countMax: 100 },
  ageHoursMax: { plan: 48, catalogue: 48, statusList: 24 },
  familyAccount: 'refused',
  yearRollover: 'participating',
  plan: { id: plan.id, hash: plan.hash, confirmedAt: now },
  catalogues: [{ ...catalogue.reference, confirmedAt: now }],
};
const sign = (certificate) =>
  settlement.signOfflineLimits(limits, { suite, countyKey: county.privateKey, certificate });
const check = (bytes) => settlement.verifyOfflineLimits(bytes, trust, now);

const own = check(sign(certify(plan.county.code, 'county', county)));
console.log(`${own.outcome}: ${own.limits.card.countMax} settlements of a card without its centre`);
const other = check(sign(certify('999002', 'county', county)));
console.log(`${other.outcome}: ${other.cause}`);
console.log(OFFLINE_FINDINGS['card-sum-reached'].zh);
