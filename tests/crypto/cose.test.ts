/** The COSE_Sign1 profile: what it takes, and every way of leaving it. */

import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../src/bytes.ts';
import {
  type CborInput,
  type CborValue,
  CHAIN_LABEL,
  encodeCbor,
  keyIdOf,
  parseCose,
  signCose,
  suiteOf,
  verifyCose,
} from '../../src/crypto/index.ts';
import { fixedKey, flipped, hex, refusal, SUITES } from './support.ts';
import examples from './vectors/cose.json' with { type: 'json' };

describe.each(SUITES)('suite $name', (suite) => {
  const alg = suite.id === 1 ? '26' : '3a00011170';
  /** Head of a byte string of 13 or 17 bytes. */
  const headerHead = suite.id === 1 ? '4d' : '51';

  const key = fixedKey(0x21, suite);
  const keyId = keyIdOf(key.publicKey);
  const payload = hex('a10163e6b58b');
  const CONTEXT = 'OneCard/SOD/1';
  const signed = signCose(suite, key, { keyId, payload, context: CONTEXT });
  const verify = (bytes: Uint8Array) => verifyCose(bytes, key.publicKey, suite, CONTEXT).outcome;

  describe('what is signed', () => {
    test('parses into its parts and verifies', () => {
      expect(parseCose(signed)).toEqual({
        algorithm: suite.coseAlgorithm,
        keyId,
        protectedBytes: concat([hex(`a2 01 ${alg} 04 48`), keyId]),
        certificates: [],
        payload,
        signature: signed.slice(-64),
      });
      expect(verifyCose(signed, key.publicKey, suite, CONTEXT)).toEqual({
        outcome: 'valid',
        payload,
      });
    });

    test('has this layout', () => {
      const layout = `d2 84 ${headerHead} a2 01 ${alg} 04 48 ${toHex(keyId)} a0 46 ${toHex(payload)} 58 40`;
      expect(toHex(signed.slice(0, -64))).toBe(layout.replaceAll(' ', ''));
    });

    test('is the Sig_structure of RFC 9052 §4.4', () => {
      const structure = `84 6a 5369676e617475726531 ${headerHead} a201${alg}0448${toHex(keyId)} 4d ${toHex(
        new TextEncoder().encode(CONTEXT),
      )} 46 ${toHex(payload)}`;
      expect(suite.verify(key.publicKey, hex(structure), signed.slice(-64))).toBe(true);
    });

    test('an empty payload is one', () => {
      const bytes = signCose(suite, key, { keyId, payload: new Uint8Array(), context: CONTEXT });
      expect(verify(bytes)).toBe('valid');
    });

    test.each([1, 2])('%i certificates travel unsigned', (count) => {
      const certificates = Array.from({ length: count }, (_, index) => Uint8Array.of(index));
      const bytes = signCose(suite, key, { keyId, payload, context: CONTEXT, certificates });
      expect(parseCose(bytes).certificates).toEqual(certificates);
      expect(verify(bytes)).toBe('valid');
    });
  });

  describe('is invalid', () => {
    test('for another context', () => {
      for (const context of ['OneCard/CERT/1', 'OneCard/SOD/2'] as const) {
        expect(verifyCose(signed, key.publicKey, suite, context)).toEqual({ outcome: 'invalid' });
      }
    });

    test('for another key', () => {
      const other = fixedKey(0x22, suite).publicKey;
      expect(verifyCose(signed, other, suite, CONTEXT)).toEqual({ outcome: 'invalid' });
    });

    test('when the header names another key than the one that signed', () => {
      const other = fixedKey(0x22, suite);
      const named = keyIdOf(other.publicKey);
      const forged = resigned(
        new Map<number, CborValue>([
          [1, suite.coseAlgorithm],
          [4, named],
        ]),
      );
      expect(verify(forged)).toBe('invalid');
      expect(verifyCose(forged, other.publicKey, suite, CONTEXT)).toEqual({ outcome: 'invalid' });
    });

    test('when the header names another algorithm, though the signature is right', () => {
      const header = new Map<number, CborValue>([
        [1, -35],
        [4, keyId],
      ]);
      expect(verify(resigned(header))).toBe('invalid');
    });

    test('for every single changed byte, or refused', () => {
      const outcomes = Array.from({ length: signed.length }, (_, index) => {
        try {
          return verify(flipped(signed, index));
        } catch (error) {
          return (error as { code: string }).code;
        }
      });
      expect(outcomes).not.toContain('valid');
      expect(outcomes.filter((outcome) => outcome === 'invalid').length).toBeGreaterThan(70);
      const refused = outcomes.filter((outcome) => outcome !== 'invalid');
      expect(refused.every((code) => /^crypto\.(cbor|cose)-/.test(code))).toBe(true);
    });
  });

  /** A correct signature over a header of the test's own. */
  function resigned(header: ReadonlyMap<number, CborInput>): Uint8Array {
    const protectedBytes = encodeCbor(header);
    const aad = new TextEncoder().encode(CONTEXT);
    const message = encodeCbor(['Signature1', protectedBytes, aad, payload]);
    return assembled([protectedBytes, new Map(), payload, suite.sign(key, message)]);
  }

  function assembled(parts: CborInput): Uint8Array {
    return concat([Uint8Array.of(0xd2), encodeCbor(parts)]);
  }

  describe('outside the profile', () => {
    const header = parseCose(signed).protectedBytes;
    const signature = signed.slice(-64);
    const withHeader = (...entries: readonly (readonly [number, CborValue])[]) =>
      assembled([encodeCbor(new Map(entries)), new Map(), payload, signature]);
    const withUnprotected = (value: CborInput) => assembled([header, value, payload, signature]);

    test.each<readonly [string, Uint8Array, string]>([
      ['no tag', signed.slice(1), 'tag'],
      ['nothing', new Uint8Array(), 'tag'],
      ['tag 17', concat([Uint8Array.of(0xd1), signed.slice(1)]), 'tag'],
      ['tag 18 in two bytes', concat([hex('d812'), signed.slice(1)]), 'tag'],
      ['tag 61 around', concat([hex('d83d'), signed]), 'tag'],
      ['three parts', assembled([header, new Map(), payload]), '(whole)'],
      ['five parts', assembled([header, new Map(), payload, signature, 0]), '(whole)'],
      ['a map', assembled(new Map()), '(whole)'],
      [
        'protected header not wrapped',
        assembled([new Map(), new Map(), payload, signature]),
        'protected',
      ],
      ['detached payload', assembled([header, new Map(), null, signature]), 'payload'],
      ['payload as text', assembled([header, new Map(), 'a', signature]), 'payload'],
      [
        '63 bytes of signature',
        assembled([header, new Map(), payload, signature.slice(1)]),
        'signature',
      ],
      [
        '65 bytes of signature',
        assembled([header, new Map(), payload, new Uint8Array(65)]),
        'signature',
      ],
      ['signature as text', assembled([header, new Map(), payload, 'a']), 'signature'],
      ['empty protected header', withHeader(), 'alg'],
      ['no key id', withHeader([1, -7]), 'kid'],
      ['no algorithm', withHeader([4, keyId]), 'alg'],
      ['algorithm as text', withHeader([1, 'ES256'], [4, keyId]), 'alg'],
      ['key id of 7 bytes', withHeader([1, -7], [4, keyId.slice(1)]), 'kid'],
      ['content type added', withHeader([1, -7], [3, 0], [4, keyId]), 'key 3'],
      [
        'protected header an array',
        assembled([hex('80'), new Map(), payload, signature]),
        '(whole)',
      ],
      ['key id unprotected', withUnprotected(new Map([[4, keyId]])), 'key 4'],
      ['x5chain', withUnprotected(new Map([[33, keyId]])), 'key 33'],
      ['unprotected header an array', withUnprotected([]), '(whole)'],
      ['an empty chain', withUnprotected(new Map([[CHAIN_LABEL, []]])), 'chain'],
      [
        'a chain of three',
        withUnprotected(new Map([[CHAIN_LABEL, [payload, payload, payload]]])),
        'chain',
      ],
      [
        'a chain that is one certificate',
        withUnprotected(new Map([[CHAIN_LABEL, payload]])),
        'chain',
      ],
      ['a chain of texts', withUnprotected(new Map([[CHAIN_LABEL, ['a']]])), 'chain'],
      [
        'a chain and more',
        withUnprotected(
          new Map<number, CborInput>([
            [1, 0],
            [CHAIN_LABEL, [payload]],
          ]),
        ),
        'key 1',
      ],
    ])('%s', (_name, bytes, field) => {
      const refused = refusal(() => parseCose(bytes));
      expect(refused).toMatchObject({ code: 'crypto.cose-malformed', detail: { field } });
      expect(refusal(() => verify(bytes)).code).toBe('crypto.cose-malformed');
    });

    test.each([
      ['a byte behind', concat([signed, Uint8Array.of(0)]), { rule: 'trailing-bytes', offset: 0 }],
      ['a byte short', signed.slice(0, -1), { rule: 'truncated' }],
      [
        'protected header not canonical',
        assembled([hex(`a2 04 48 ${toHex(keyId)} 01 ${alg}`), new Map(), payload, signature]),
        { rule: 'key-order' },
      ],
      [
        'protected header empty bytes',
        assembled([new Uint8Array(), new Map(), payload, signature]),
        { rule: 'truncated' },
      ],
    ])('%s is refused as CBOR', (_name, bytes, detail) => {
      const refused = refusal(() => parseCose(bytes)).detail;
      expect(refused.rule).toBe(detail.rule);
      if ('offset' in detail) expect(refused.offset).toBe(signed.length);
    });

    test('what is too large is refused unless the caller expects it', () => {
      const large = signCose(suite, key, {
        keyId,
        payload: new Uint8Array(70_000),
        context: CONTEXT,
      });
      expect(refusal(() => verify(large)).code).toBe('crypto.cbor-too-large');
      const limits = { bytesMax: 80_000 };
      expect(verifyCose(large, key.publicKey, suite, CONTEXT, limits).outcome).toBe('valid');
    });
  });

  describe('the signer’s own mistakes', () => {
    test('the id of another key', () => {
      const other = keyIdOf(fixedKey(0x22, suite).publicKey);
      const sign = () => signCose(suite, key, { keyId: other, payload, context: CONTEXT });
      expect(sign).toThrow(TypeError);
    });

    test('three certificates', () => {
      const certificates = [payload, payload, payload];
      const sign = () => signCose(suite, key, { keyId, payload, context: CONTEXT, certificates });
      expect(sign).toThrow(RangeError);
    });
  });
});

/** Published examples are outside the profile: their arithmetic holds all the same. */
describe('the COSE working group’s examples', () => {
  const key = hex(`a4 0102 2001 215820 ${examples.key.x} 225820 ${examples.key.y}`);

  test.each(examples.cases)('$name', (example) => {
    const message = encodeCbor([
      'Signature1',
      hex(example.protected),
      hex(example.external),
      hex(example.payload),
    ]);
    if ('toBeSigned' in example) expect(toHex(message)).toBe(example.toBeSigned);
    expect(suiteOf(1).verify(key, message, hex(example.signature))).toBe(example.isValid);
  });

  test.each(examples.cases.flatMap((each) => ('whole' in each ? [each] : [])))(
    '$name is no object of the profile',
    ({ whole }) => {
      expect(refusal(() => parseCose(hex(whole!))).code).toMatch(/^crypto\.(cose|cbor)-/);
    },
  );
});
