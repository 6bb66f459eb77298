/** An invented county in one suite: its module in a slot, its trust store, and a new card of it. */

import { randomBytes } from 'node:crypto';
import { identityCheckCharacter, personalise } from '../../dist/card.js';
import { issueCertificate, issueStatusList, KEY_VERSIONS, suiteOf } from '../../dist/crypto.js';
import {
  firstChannelKeys,
  generateCountyKeys,
  memoryStore,
  SoftSam,
  VirtualCard,
  VirtualSam,
} from '../../dist/virtual.js';

/** 9 March 2026, 10 o'clock in China. */
export const NOW = Date.UTC(2026, 2, 9, 2);
export const YEAR = 2026;
export const random = { bytes: (count) => Uint8Array.from(randomBytes(count)) };
const SERIAL = '9990010000000001';
const COUNTY = '999101';
const SAM_ID = '99900A0000000001';
const ID_DIGITS = '99910119800312001';
const MEMBER = '999101-01-02-03-0004-01';

export async function countyOf(suiteId) {
  const suite = suiteOf(suiteId);
  const [province, county] = [suite.generateKeyPair(), suite.generateKeyPair()];
  const certify = (subject, role, owner) =>
    issueCertificate(suite, province.privateKey, {
      issuer: '990000',
      subject,
      role,
      validFrom: Date.UTC(2025, 0, 1),
      validUntil: Date.UTC(2031, 0, 1),
      publicKey: owner.publicKey,
      suite: suiteId,
    });
  const list = { county: COUNTY, listNumber: 1, version: 1, issuedAt: NOW, cardCount: 100 };
  const statusList = issueStatusList(suite, county.privateKey, { ...list, exceptions: new Map() });
  const trust = { roots: [certify('990000', 'province', province)], statusLists: [statusList] };
  const keys = generateCountyKeys(random);
  const store = memoryStore();
  const sam = await SoftSam.issue(
    {
      id: SAM_ID,
      role: 'SETTLE',
      suite: suiteId,
      keys,
      issuedAt: NOW,
      expiresOn: '2036-12-31',
      dailySumMax: 10_000_000_000n,
    },
    { store },
  );
  const certificate = certify(COUNTY, 'county', county);
  const issuer = { suiteId, keys, sam, issuerKey: county.privateKey, certificate };
  return { suite, trust, samChip: new VirtualSam(store), card: (commit) => cardOf(issuer, commit) };
}

async function cardOf({ suiteId, keys, sam, issuerKey, certificate }, commit) {
  const suite = suiteOf(suiteId);
  const [authentication, settlement] = [suite.generateKeyPair(), suite.generateKeyPair()];
  const image = await personalise(
    {
      card: {
        serial: SERIAL,
        issuer: COUNTY,
        suite: suiteId,
        keyVersions: ['READ', 'SETTLE', 'ISSUE'].map((role) => KEY_VERSIONS[suiteId][role][0]),
        expiresOn: '2030-12-31',
        profileVersion: 1,
      },
      holder: {
        name: '测试甲',
        sex: 1,
        bornOn: '1980-03-12',
        identityNumber: `${ID_DIGITS}${identityCheckCharacter(ID_DIGITS)}`,
        address: '测试省测试县测试乡测试村一组',
      },
      insurance: {
        county: COUNTY,
        memberNumber: MEMBER,
        participation: [
          { year: 2025, category: 'ordinary', paidOn: '2024-12-20' },
          { year: 2026, category: 'minimum-living-allowance', paidOn: '2025-12-18' },
        ],
      },
      family: {
        accountId: '99910100010203',
        members: [{ memberNumber: MEMBER, relation: 0 }],
        allowance: 12_000n,
      },
      chronic: [
        {
          diseaseCode: 'E11.900',
          certificateNumber: 'T-2026-0001',
          validFrom: '2026-01-01',
          validUntil: '2026-12-31',
        },
      ],
      authenticationKey: authentication.publicKey,
      settlementKey: settlement.publicKey,
      issuerKey,
      certificate,
      validFrom: '2026-03-09',
      validUntil: '2030-12-31',
      keyGeneration: 1,
      statusList: { listNumber: 1, index: 7 },
      usage: { year: YEAR, deductibleMet: 0n, benefitDrawn: 0n, admissions: 0 },
      issuedAt: NOW - 3_600_000,
      commit,
    },
    { sam, random },
  );
  return VirtualCard.issue(image, {
    authentication: authentication.privateKey,
    settlement: settlement.privateKey,
    channel: firstChannelKeys(keys, suiteId, SERIAL),
  });
}

/** Settlement number `last` of a card: 1,000.00 yuan, of which the funds pay 625.00. */
export function coreOf(last) {
  const id = last.toString(16).padStart(12, '0');
  return {
    id: `0195779a-6800-7000-8000-${id}`,
    home: COUNTY,
    planId: 'test-plan',
    planVersion: '2026.1',
    billHash: random.bytes(32),
    total: 100_000n,
    byPayer: {
      'pooled-fund': 60_000n,
      'family-account': 2_500n,
      hospital: 1_000n,
      cash: 36_500n,
    },
    provider: 'H99920200001',
    terminalId: 'T-01',
    samId: SAM_ID,
    settledAt: NOW,
  };
}

export function usageAfter(last) {
  const benefitDrawn = 60_000n * BigInt(last);
  return { year: YEAR, deductibleMet: 30_000n, benefitDrawn, admissions: last };
}
