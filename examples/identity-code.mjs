// A county issues an identity code (身份二维码), and a terminal proves it from its trust list, off line.
import {
  issueCertificate,
  issueIdentityCode,
  issueStatusList,
  issueTrustList,
  suiteOf,
  verifyIdentityCode,
  verifyTrustList,
} from 'onecard/crypto';

const suite = suiteOf(2);
const [publisher, province, county] = [1, 2, 3].map(() => suite.generateKeyPair());
const issuedAt = Date.parse('2026-01-01T00:00:00Z');
const now = Date.parse('2026-03-09T02:00:00Z');
const dates = { validFrom: issuedAt, validUntil: Date.parse('2029-01-01T00:00:00Z'), suite: 2 };

const root = issueCertificate(suite, province.privateKey, {
  ...dates,
  issuer: '990000',
  subject: '990000',
  role: 'province',
  publicKey: province.publicKey,
});
const countyCertificate = issueCertificate(suite, province.privateKey, {
  ...dates,
  issuer: '990000',
  subject: '999101',
  role: 'county',
  publicKey: county.publicKey,
});
const statusList = issueStatusList(suite, county.privateKey, {
  county: '999101',
  listNumber: 1,
  version: 1,
  issuedAt: now - 3_600_000,
  cardCount: 100,
  exceptions: new Map([[8, 'blocked']]),
});
const listOf = (version) =>
  issueTrustList(suite, publisher.privateKey, { version, issuedAt, roots: [root] });

// At the terminal: the publisher's key was installed with it, and it keeps the mark of the last list.
const { publicKey: publisherKey } = publisher;
const accepted = verifyTrustList(listOf(5), { publisherKey, now });
console.log('trust list', accepted.outcome, 'version', accepted.list.version);
const older = verifyTrustList(listOf(4), { publisherKey, last: accepted.mark, now });
console.log('then version 4:', older.cause);

const trust = {
  roots: accepted.list.roots,
  counties: [countyCertificate],
  statusLists: [statusList],
};
const identity = {
  name: '测试甲',
  cardSerial: '9990000000000001',
  county: '999101',
  participationYears: [2025, 2026],
  category: 'ordinary',
  validFrom: now,
  validUntil: now + 90 * 86_400_000,
  statusPlace: { listNumber: 1, index: 7 },
};
const text = issueIdentityCode(suite, county.privateKey, identity);
const verification = verifyIdentityCode(text, trust, { now });
console.log(text.slice(0, 4), verification.outcome, verification.identity.name);

const blocked = { ...identity, statusPlace: { listNumber: 1, index: 8 } };
const copy = issueIdentityCode(suite, county.privateKey, blocked);
console.log('another card', verifyIdentityCode(copy, trust, { now }).cause);
