import { expect, test } from 'vitest';
import { encodeCbor, issueCertificate, keyIdOf, signCose } from '../../../src/crypto/index.ts';
import { type Plan, signPlan, verifyPlanSignature } from '../../../src/settlement/index.ts';
import { parseInstant } from '../../../src/time.ts';
import { fixedKey, flipped, INT } from '../../crypto/support.ts';
import { jimunai, yinjiang, yinjiangWith } from '../support.ts';

const NOW = parseInstant('2026-03-09T00:00:00Z');
const [province, county, other] = [fixedKey(1), fixedKey(2), fixedKey(3)];
const dates = {
  validFrom: parseInstant('2026-01-01T00:00:00Z'),
  validUntil: parseInstant('2027-01-01T00:00:00Z'),
  suite: 1,
} as const;

function certificateOf(subject: string, key = county): Uint8Array {
  const role = 'county' as const;
  return issueCertificate(INT, province, {
    ...dates,
    issuer: '990000',
    subject,
    role,
    publicKey: key.publicKey,
  });
}

const root = issueCertificate(INT, province, {
  ...dates,
  issuer: '990000',
  subject: '990000',
  role: 'province',
  publicKey: province.publicKey,
});
const trust = { roots: [root], statusLists: [] };

function signed(plan: Plan, certificate = certificateOf('999001'), countyKey = county) {
  return signPlan(plan, { suite: INT, countyKey, certificate, signedAt: NOW });
}

function verify(signature: Uint8Array, plan: Plan = yinjiang, now = NOW) {
  const result = verifyPlanSignature(plan, signature, trust, now);
  return result.outcome === 'valid' ? 'valid' : result.cause;
}

test('the county signs its plan', () => {
  const result = verifyPlanSignature(yinjiang, signed(yinjiang), trust, NOW);
  expect(result).toMatchObject({ outcome: 'valid', county: { subject: '999001' }, signedAt: NOW });
});

test('comments and layout are free, values are not', () => {
  const signature = signed(yinjiang);
  expect(verify(signature, yinjiangWith(['# 来源给出', '# 来源：给出']))).toBe('valid');
  expect(verify(signature, yinjiangWith(['ratio: 70%', 'ratio: 71%']))).toBe('another-plan');
});

test.each<[string, () => Uint8Array]>([
  ['malformed', () => new Uint8Array([1, 2, 3])],
  ['malformed', () => new Uint8Array(0)],
  ['another-plan', () => signed(Object.assign({}, yinjiang, { id: 'other' }))],
  ['wrong-county', () => signed(yinjiang, certificateOf('999002'))],
  ['wrong-county', () => signed(jimunai)],
  ['bad-signature', () => flipped(signed(yinjiang), signed(yinjiang).length - 1)],
  [
    'untrusted-county',
    () =>
      signed(
        yinjiang,
        issueCertificate(INT, other, {
          ...dates,
          issuer: '980000',
          subject: '999001',
          role: 'county',
          publicKey: county.publicKey,
        }),
      ),
  ],
  [
    'malformed',
    () =>
      signCose(INT, county, {
        keyId: keyIdOf(county.publicKey),
        payload: encodeCbor(new Map([[1, 'yinjiang-2019']])),
        context: 'OneCard/PLAN/1',
        certificates: [certificateOf('999001')],
      }),
  ],
])('%s', (cause, signature) => {
  expect(verify(signature())).toBe(cause);
});

test('a certificate that has run out', () => {
  expect(verify(signed(yinjiang), yinjiang, parseInstant('2027-06-01T00:00:00Z'))).toBe(
    'untrusted-county',
  );
});

test('another context is another signature', () => {
  const fields = new Map<number, string | Uint8Array | number>([
    [1, yinjiang.id],
    [2, '999001'],
    [3, yinjiang.hash],
    [4, NOW / 1000],
  ]);
  const elsewhere = signCose(INT, county, {
    keyId: keyIdOf(county.publicKey),
    payload: encodeCbor(fields),
    context: 'OneCard/STATUS/1',
    certificates: [certificateOf('999001')],
  });
  expect(verify(elsewhere)).toBe('bad-signature');
});
