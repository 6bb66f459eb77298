/** The signed list of roots: a version that never goes back, and each refusal by name. */

import { describe, expect, test } from 'vitest';
import {
  type CborInput,
  checkChain,
  decodeCbor,
  encodeCbor,
  issueTrustList,
  keyIdOf,
  parseCose,
  signCose,
  TRUST_LIST_CAUSES,
  TRUST_LIST_CONTEXT,
  type TrustListMark,
  verifyTrustList,
} from '../../../src/crypto/index.ts';
import { instant } from '../../../src/time.ts';
import { fixedKey, flipped, refusal, SUITES } from '../support.ts';
import { FROM, invented, NOW } from './support.ts';

describe.each(SUITES)('suite $name', (suite) => {
  const { root, county, PROVINCE, certificate } = invented(suite);
  const publisher = fixedKey(0x70, suite);
  const content = { version: 5, issuedAt: FROM, roots: [root] };
  const list = issueTrustList(suite, publisher, content);
  const verify = (bytes: Uint8Array, change: { last?: TrustListMark; now?: typeof NOW } = {}) =>
    verifyTrustList(bytes, {
      publisherKey: publisher.publicKey,
      now: NOW,
      ...change,
    });
  const outcomeOf = (...asked: Parameters<typeof verify>) => {
    const verification = verify(...asked);
    return verification.outcome === 'accepted' ? 'accepted' : verification.cause;
  };

  test('its roots carry a chain', () => {
    const verification = verify(list);
    if (verification.outcome !== 'accepted') throw new Error(verification.cause);
    expect(verification.list).toEqual(content);
    const store = { roots: verification.list.roots, statusLists: [] };
    expect(checkChain([county], store, NOW).outcome).toBe('trusted');
  });

  /** What a terminal keeps that accepted this version of the list. */
  function markOf(change: Partial<typeof content>): TrustListMark {
    const verification = verify(issueTrustList(suite, publisher, { ...content, ...change }));
    if (verification.outcome !== 'accepted') throw new Error(verification.cause);
    return verification.mark;
  }

  test.each([
    [4, 'accepted'],
    [5, 'accepted'],
    [6, 'older-version'],
    [2 ** 32 - 1, 'older-version'],
  ])('after version %i: %s', (version, outcome) => {
    expect(outcomeOf(list, { last: markOf({ version }) })).toBe(outcome);
  });

  test('the same version with other contents, whichever came first', () => {
    const other = { roots: [] };
    expect(outcomeOf(list, { last: markOf(other) })).toBe('other-contents');
    const second = issueTrustList(suite, publisher, { ...content, ...other });
    expect(outcomeOf(second, { last: markOf({}) })).toBe('other-contents');
    const later = issueTrustList(suite, publisher, { ...content, issuedAt: instant(FROM + 1000) });
    expect(outcomeOf(later, { last: markOf({}) })).toBe('other-contents');
    // Signed anew it is other bytes, and says the same.
    expect(outcomeOf(issueTrustList(suite, publisher, content), { last: markOf({}) })).toBe(
      'accepted',
    );
  });

  test('a root that was taken out does not come back with the list that held it', () => {
    const taken = issueTrustList(suite, publisher, { ...content, version: 6, roots: [] });
    const verification = verify(taken, { last: markOf({}) });
    if (verification.outcome !== 'accepted') throw new Error(verification.cause);
    expect(outcomeOf(list, { last: verification.mark })).toBe('older-version');
  });

  test('a clock before the list was issued', () => {
    expect(outcomeOf(list, { now: instant(FROM - 1) })).toBe('from-future');
    expect(outcomeOf(list, { now: FROM })).toBe('accepted');
  });

  test('another publisher, another context, a changed byte', () => {
    expect(outcomeOf(issueTrustList(suite, fixedKey(0x71, suite), content))).toBe('bad-signature');
    expect(outcomeOf(resigned(() => undefined, 'OneCard/STATUS/1'))).toBe('bad-signature');
    for (let index = 0; index < list.length; index += 7) {
      expect(['malformed', 'bad-signature']).toContain(outcomeOf(flipped(list, index)));
    }
  });

  function resigned(
    change: (fields: Map<number, CborInput>) => void,
    context = TRUST_LIST_CONTEXT,
  ): Uint8Array {
    const fields = new Map(decodeCbor(parseCose(list).payload) as ReadonlyMap<number, CborInput>);
    change(fields);
    const keyId = keyIdOf(publisher.publicKey);
    return signCose(suite, publisher, { keyId, payload: encodeCbor(fields), context });
  }

  test.each<readonly [string, number, CborInput | undefined]>([
    ['version 0', 1, 0],
    ['no version', 1, undefined],
    ['version as text', 1, '5'],
    ['issued before 1970', 2, -1],
    ['roots as bytes', 3, new Uint8Array()],
    ['a root as text', 3, ['root']],
    ['a root that is none', 3, [Uint8Array.of(0)]],
    ['a county among the roots', 3, [county]],
    ['129 roots', 3, Array.from({ length: 129 }, () => Uint8Array.of(0))],
    ['a key more', 4, 0],
  ])('%s, rightly signed', (_name, key, value) => {
    const bytes = resigned((fields) => {
      if (value === undefined) fields.delete(key);
      else fields.set(key, value);
    });
    expect(outcomeOf(bytes)).toBe('malformed');
  });

  test('no list at all', () => {
    expect(outcomeOf(new Uint8Array())).toBe('malformed');
    expect(outcomeOf(root)).toBe('malformed');
  });

  test('the publisher’s own mistakes', () => {
    const issue = (change: Partial<typeof content>) => () =>
      issueTrustList(suite, publisher, { ...content, ...change });
    expect(issue({ version: 0 })).toThrow(RangeError);
    expect(issue({ issuedAt: instant(500) })).toThrow(RangeError);
    const renamed = certificate({ ...PROVINCE, issuer: '980000' });
    expect(refusal(issue({ roots: [root, renamed] }))).toMatchObject({
      code: 'crypto.trust-store-invalid',
      detail: { index: 1 },
    });
  });

  test('the caller’s own mistakes', () => {
    const { digest } = markOf({});
    expect(() => verify(list, { last: { version: 0, digest } })).toThrow(RangeError);
    const short = digest.slice(1);
    expect(() => verify(list, { last: { version: 5, digest: short } })).toThrow(RangeError);
    const publisherKey = flipped(publisher.publicKey, publisher.publicKey.length - 1);
    expect(refusal(() => verifyTrustList(list, { publisherKey, now: NOW })).code).toBe(
      'crypto.key-malformed',
    );
  });
});

test.each(Object.entries(TRUST_LIST_CAUSES))('%s says so in both languages', (_cause, text) => {
  expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(text.en).toMatch(/^[a-z’(), ]+$/);
});
