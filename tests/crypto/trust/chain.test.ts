/** From the province's root to the county, and each way the chain can break. */

import { describe, expect, test } from 'vitest';
import {
  CHAIN_CAUSES,
  type ChainCause,
  checkChain,
  parseCose,
  type TrustStore,
} from '../../../src/crypto/index.ts';
import type { Instant } from '../../../src/time.ts';
import { fixedKey, flipped, refusal, SUITES } from '../support.ts';
import { at, FROM, invented, NOW, UNTIL } from './support.ts';

describe.each(SUITES)('suite $name', (suite) => {
  const { COUNTY, certificate, county, PROVINCE, parsedCounty, root } = invented(suite);

  const trust: TrustStore = { roots: [root], statusLists: [] };

  /** Both causes, in the order of the report; undefined for a check that passed. */
  function causes(chain: readonly Uint8Array[], store = trust, now: Instant = NOW) {
    const verification = checkChain(chain, store, now);
    expect(verification.checks.map((check) => check.name)).toEqual([
      'certificate-chain',
      'certificate-dates',
    ]);
    const found = verification.checks.map((check) =>
      check.outcome === 'failed' ? check.cause : undefined,
    );
    expect(verification.outcome).toBe(found.some(Boolean) ? 'refused' : 'trusted');
    return found;
  }

  test('a county signed by a root of the store is trusted', () => {
    expect(checkChain([county], trust, NOW)).toEqual({
      outcome: 'trusted',
      county: parsedCounty,
      checks: [
        { name: 'certificate-chain', outcome: 'passed' },
        { name: 'certificate-dates', outcome: 'passed' },
      ],
    });
  });

  describe('who signed whom', () => {
    const otherKey = fixedKey(0x41, suite);
    const otherRoot = certificate({ ...PROVINCE, publicKey: otherKey.publicKey }, otherKey);
    const neighbour = certificate(
      { ...PROVINCE, issuer: '980000', subject: '980000', publicKey: otherKey.publicKey },
      otherKey,
    );

    test.each<readonly [string, readonly Uint8Array[], readonly Uint8Array[], ChainCause]>([
      ['no certificate', [], [root], 'malformed'],
      ['two certificates', [county, county], [root], 'malformed'],
      ['the root sent along', [county, root], [root], 'malformed'],
      ['no bytes', [new Uint8Array()], [root], 'malformed'],
      ['a byte too many', [Uint8Array.from([...county, 0])], [root], 'malformed'],
      ['an empty store', [county], [], 'unknown-root'],
      ['a root with another key', [county], [otherRoot], 'unknown-root'],
      [
        'a county that signed itself',
        [certificate({ ...COUNTY, issuer: '999101' }, fixedKey(0x32, suite))],
        [root],
        'unknown-root',
      ],
      ['a changed signature', [flipped(county, county.length - 1)], [root], 'bad-signature'],
      ['the root itself as county', [root], [root], 'wrong-role'],
      [
        'another issuer’s name',
        [certificate({ ...COUNTY, issuer: '980000' })],
        [root],
        'wrong-issuer',
      ],
      [
        'a county of another province',
        [certificate({ ...COUNTY, subject: '989101' })],
        [root],
        'wrong-issuer',
      ],
      [
        'a province that signs its neighbour’s county',
        [certificate(COUNTY, otherKey)],
        [root, neighbour],
        'wrong-issuer',
      ],
    ])('%s: %#', (_name, chain, roots, cause) => {
      expect(causes(chain, { roots, statusLists: [] })[0]).toBe(cause);
    });

    test('claims changed under an old signature', () => {
      const { payload } = parseCose(county);
      const start = Buffer.from(county).indexOf(payload);
      const subject = Buffer.from(county).indexOf('999101');
      expect(subject).toBeGreaterThan(start);
      // 999101 becomes 999100: another county of the same province.
      expect(causes([flipped(county, subject + 5)])).toEqual(['bad-signature', undefined]);
    });

    test('the right root is found among many', () => {
      const roots = [otherRoot, neighbour, root];
      expect(causes([county], { roots, statusLists: [] })).toEqual([undefined, undefined]);
    });

    test('no changed byte of a certificate is trusted', () => {
      for (let index = 0; index < county.length; index++) {
        const outcome = checkChain([flipped(county, index)], trust, NOW).outcome;
        expect(outcome, `byte ${index}`).toBe('refused');
      }
    });
  });

  describe('dates', () => {
    const second = 1000;
    const shortRoot = certificate({ ...PROVINCE, validUntil: at('2026-06-01T00:00:00Z') });
    const lateRoot = certificate({ ...PROVINCE, validFrom: at('2026-06-01T00:00:01Z') });

    test.each<readonly [string, number, Uint8Array, ChainCause | undefined]>([
      ['a second before the first', FROM - second, root, 'not-yet-valid'],
      ['a millisecond before the first', FROM - 1, root, 'not-yet-valid'],
      ['the first instant', FROM, root, undefined],
      ['the last millisecond', UNTIL - 1, root, undefined],
      ['the instant of expiration', UNTIL, root, 'expired'],
      ['long after', at('2199-12-31T00:00:00Z'), root, 'expired'],
      ['the root’s last millisecond', NOW - 1, shortRoot, undefined],
      ['the root expired', NOW, shortRoot, 'root-expired'],
      ['the root not yet valid', NOW, lateRoot, 'root-not-yet-valid'],
    ])('%s', (_name, now, store, cause) => {
      const found = causes([county], { roots: [store], statusLists: [] }, now as Instant);
      expect(found).toEqual([undefined, cause]);
    });

    test('of two roots with the same key, the valid one counts, whatever their order', () => {
      for (const roots of [
        [shortRoot, root],
        [root, shortRoot],
      ]) {
        expect(causes([county], { roots, statusLists: [] })).toEqual([undefined, undefined]);
      }
    });

    test('both checks fail together', () => {
      const empty = { roots: [], statusLists: [] };
      expect(causes([county], empty, UNTIL)).toEqual(['unknown-root', 'expired']);
      expect(causes([], empty, UNTIL)).toEqual(['malformed', 'malformed']);
    });
  });

  describe('a trust store that is none is the terminal’s fault', () => {
    test.each<readonly [string, Uint8Array]>([
      ['no certificate', Uint8Array.of(0)],
      ['a county’s certificate', county],
      ['a changed signature', flipped(root, root.length - 1)],
      ['a root signed by another key', certificate(PROVINCE, fixedKey(0x51, suite))],
      ['issuer and subject differ', certificate({ ...PROVINCE, issuer: '980000' })],
      ['the role of a county', certificate({ ...PROVINCE, role: 'county' })],
    ])('%s', (_name, bytes) => {
      const store = { roots: [root, bytes], statusLists: [] };
      const refused = refusal(() => checkChain([county], store, NOW));
      expect(refused).toMatchObject({ code: 'crypto.trust-store-invalid', detail: { index: 1 } });
    });

    test('too many roots', () => {
      const store = { roots: Array.from({ length: 129 }, () => root), statusLists: [] };
      const refused = refusal(() => checkChain([county], store, NOW));
      expect(refused.detail).toEqual({ count: 129, max: 128 });
    });
  });

  test.each(Object.entries(CHAIN_CAUSES))('%s says so in both languages', (_cause, text) => {
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(text.en).toMatch(/^[a-z’() ,-]+$/i);
  });
});
