import { equalBytes } from '../../src/bytes.ts';
import {
  decodeBase45,
  encodeBase45,
  issueCertificate,
  issueIdentityCode,
  issueTrustList,
  parseCertificate,
  parseIdentityCode,
  suiteOf,
  verifyIdentityCode,
  verifyTrustList,
} from '../../src/crypto/index.ts';
import type { CardSerial, CountyCode } from '../../src/model/index.ts';
import { instant } from '../../src/time.ts';
import { putKeyHolds } from './channel.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, unlessRefused } from './harness/inputs.ts';

const suite = suiteOf(1);
const key = suite.privateKeyOf(new Uint8Array(32).fill(0x32));
const NOW = instant(Date.parse('2026-03-09T02:00:00Z'));
const DAY = 86_400_000;

const root = issueCertificate(suite, key, {
  issuer: '990000',
  subject: '990000',
  role: 'province',
  validFrom: instant(NOW - DAY),
  validUntil: instant(NOW + DAY),
  publicKey: key.publicKey,
  suite: 1,
});
const list = issueTrustList(suite, key, { version: 1, issuedAt: NOW, roots: [root] });
const code = issueIdentityCode(suite, key, {
  name: '测试甲',
  cardSerial: '9990000000000001' as CardSerial,
  county: '999101' as CountyCode,
  participationYears: [2026],
  category: 'ordinary',
  validFrom: NOW,
  validUntil: instant(NOW + DAY),
  statusPlace: { listNumber: 1, index: 0 },
});
const trust = { roots: [root], counties: [root], statusLists: [] };
const codeBytes = new TextEncoder().encode(code);

/** Identity codes, trust lists, certificates, Base45 and PUT KEY: refused by name, never accepted changed. */
export const signedTexts: FuzzEntry = {
  name: 'signed texts and lists',
  run(random, inputs) {
    for (let input = 0; input < inputs; input++) {
      const text = Buffer.from(damaged(random, [codeBytes])).toString('latin1');
      const bytes = unlessRefused(['crypto'], () => decodeBase45(text));
      must(!bytes || encodeBase45(bytes) === text, 'a text has one value');
      unlessRefused(['crypto'], () => parseIdentityCode(text));
      must(
        verifyIdentityCode(text, trust, { now: NOW }).outcome === 'refused',
        'no code holds here',
      );

      const changed = random() < 0.1 ? pickBytes(random, 70_000) : damaged(random, [list, root]);
      const expected = { publisherKey: key.publicKey, now: NOW };
      const accepted = verifyTrustList(changed, expected).outcome === 'accepted';
      must(!accepted || equalBytes(changed, list), 'no changed list is accepted');
      unlessRefused(['crypto'], () => parseCertificate(changed));
      putKeyHolds(random);
    }
  },
};
