/** Lists of card statuses: two bits a card, signed by the county. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import {
  type CardStatus,
  type CborInput,
  encodeCbor,
  issueStatusList,
  keyIdOf,
  newestStatusList,
  parseCose,
  parseStatusList,
  STATUS_LIST_CARDS_MAX,
  STATUS_LIST_CONTEXTS,
  signCose,
  statusAt,
  type VerifiedStatusList,
  verifyStatusList,
} from '../../../src/crypto/index.ts';
import type { CountyCode } from '../../../src/model/index.ts';
import { instant } from '../../../src/time.ts';
import { fixedKey, flipped, refusal, SUITES } from '../support.ts';
import { invented, NOW } from './support.ts';

describe.each(SUITES)('suite $name', (suite) => {
  const { countyKey, parsedCounty } = invented(suite);

  type Exceptions = ReadonlyMap<number, Exclude<CardStatus, 'good'>>;
  const COUNTY = '999101' as CountyCode;

  function issued(change: Partial<Parameters<typeof issueStatusList>[2]> = {}, key = countyKey) {
    return issueStatusList(suite, key, {
      county: COUNTY,
      listNumber: 1,
      version: 1,
      issuedAt: NOW,
      cardCount: 9,
      exceptions: new Map([
        [1, 'blocked'],
        [4, 'suspended'],
        [8, 'blocked'],
      ]) as Exceptions,
      ...change,
    });
  }

  function verified(bytes: Uint8Array): VerifiedStatusList {
    const verification = verifyStatusList(bytes, parsedCounty);
    if (verification.outcome !== 'valid') throw new Error(verification.cause);
    return verification.list;
  }

  test('two bits a card, low bits first', () => {
    const list = verified(issued());
    expect(toHex(list.statuses)).toBe('040201');
    expect(list).toMatchObject({ county: COUNTY, listNumber: 1, version: 1, issuedAt: NOW });
    const statuses = Array.from({ length: 12 }, (_, index) => statusAt(list, index));
    const expected = Array<CardStatus>(12).fill('good');
    expect(statuses).toEqual(expected.with(1, 'blocked').with(4, 'suspended').with(8, 'blocked'));
  });

  test('every card keeps its own status', () => {
    const exceptions = fc.dictionary(
      fc.nat({ max: 999 }).map(String),
      fc.constantFrom<Exclude<CardStatus, 'good'>>('blocked', 'suspended'),
    );
    fc.assert(
      fc.property(exceptions, (byIndex) => {
        const entries = Object.entries(byIndex).map(
          ([index, status]) => [Number(index), status] as const,
        );
        const list = verified(issued({ cardCount: 1000, exceptions: new Map(entries) }));
        for (let index = 0; index < 1000; index++) {
          expect(statusAt(list, index)).toBe(byIndex[index] ?? 'good');
        }
      }),
      { numRuns: 50 },
    );
  });

  test.each([12, 13, 2 ** 32 + 1, 2 ** 53 - 1, -1, 1.5, Number.NaN])(
    'no card has index %d',
    (index) => {
      const refused = refusal(() => statusAt(verified(issued()), index));
      expect(refused).toEqual({
        code: 'crypto.status-index-outside',
        detail: { index, cards: 12 },
      });
    },
  );

  test('the largest list is taken, and one card more is not', () => {
    const last = STATUS_LIST_CARDS_MAX - 1;
    const bytes = issued({
      cardCount: STATUS_LIST_CARDS_MAX,
      exceptions: new Map([[last, 'blocked']]) as Exceptions,
    });
    expect(bytes.length).toBeLessThan(501_000);
    expect(statusAt(verified(bytes), last)).toBe('blocked');
    expect(() => issued({ cardCount: STATUS_LIST_CARDS_MAX + 1 })).toThrow(RangeError);
  });

  test.each<readonly [string, Partial<Parameters<typeof issueStatusList>[2]>]>([
    ['an index beyond the cards', { exceptions: new Map([[9, 'blocked']]) as Exceptions }],
    ['a negative index', { exceptions: new Map([[-1, 'blocked']]) as Exceptions }],
    ['no cards', { cardCount: 0, exceptions: new Map() }],
    ['list 0', { listNumber: 0 }],
    ['version 0', { version: 0 }],
    ['version 1.5', { version: 1.5 }],
    ['half a second', { issuedAt: instant(NOW + 500) }],
  ])('the issuer’s own mistake: %s', (_name, change) => {
    expect(() => issued(change)).toThrow(RangeError);
  });

  describe('verification', () => {
    test('another key, another county, another context', () => {
      const foreign = issued({}, fixedKey(0x61, suite));
      expect(verifyStatusList(foreign, parsedCounty)).toEqual({
        outcome: 'invalid',
        cause: 'bad-signature',
      });
      const neighbour = issued({ county: '999102' as CountyCode });
      expect(verifyStatusList(neighbour, parsedCounty)).toEqual({
        outcome: 'invalid',
        cause: 'wrong-county',
      });
      const asCertificate = signCose(suite, countyKey, {
        keyId: keyIdOf(countyKey.publicKey),
        payload: parseCose(issued()).payload,
        context: 'OneCard/CERT/1',
      });
      expect(verifyStatusList(asCertificate, parsedCounty).outcome).toBe('invalid');
    });

    test('no changed byte is verified', () => {
      const bytes = issued();
      for (let index = 0; index < bytes.length; index++) {
        let outcome: string;
        try {
          outcome = verifyStatusList(flipped(bytes, index), parsedCounty).outcome;
        } catch (error) {
          outcome = (error as { code: string }).code;
        }
        expect(outcome, `byte ${index}`).toMatch(/^(invalid|crypto\..*)$/);
      }
    });
  });

  describe('a payload out of form', () => {
    const FIELDS: readonly (readonly [number, CborInput])[] = [
      [1, '999101'],
      [2, 1],
      [3, 1],
      [4, 1_780_272_000],
      [5, new Uint8Array(3)],
    ];
    const listOf = (
      fields: readonly (readonly [number, CborInput])[],
      certificates: Uint8Array[] = [],
    ) =>
      signCose(suite, countyKey, {
        keyId: keyIdOf(countyKey.publicKey),
        payload: encodeCbor(new Map(fields)),
        context: STATUS_LIST_CONTEXTS.cards,
        certificates,
      });
    const replaced = (key: number, value: CborInput) =>
      FIELDS.map((field) => (field[0] === key ? ([key, value] as const) : field));

    test('as such it is fine', () => {
      expect(parseStatusList(listOf(FIELDS)).statuses).toHaveLength(3);
    });

    test.each<readonly [string, Uint8Array, string]>([
      ['county of five digits', listOf(replaced(1, '99910')), 'county'],
      ['list 0', listOf(replaced(2, 0)), 'listNumber'],
      ['version 2^32', listOf(replaced(3, 2 ** 32)), 'version'],
      ['issued before 1970', listOf(replaced(4, -1)), 'issuedAt'],
      ['no statuses', listOf(replaced(5, new Uint8Array())), 'statuses'],
      ['statuses as text', listOf(replaced(5, 'aaa')), 'statuses'],
      ['status 3, first card', listOf(replaced(5, Uint8Array.of(0x03))), 'statuses'],
      ['status 3, last card', listOf(replaced(5, Uint8Array.of(0, 0xc0))), 'statuses'],
      ['a field missing', listOf(FIELDS.slice(0, 4)), 'statuses'],
      ['a field added', listOf([...FIELDS, [6, 0]]), 'key 6'],
      ['a chain inside', listOf(FIELDS, [Uint8Array.of(0)]), 'chain'],
    ])('%s', (_name, bytes, field) => {
      const refused = refusal(() => parseStatusList(bytes));
      expect(refused).toMatchObject({ code: 'crypto.status-list-malformed', detail: { field } });
    });

    test('neighbouring statuses 1 and 2 are not taken for 3', () => {
      expect(parseStatusList(listOf(replaced(5, Uint8Array.of(0x99, 0x66)))).statuses).toHaveLength(
        2,
      );
    });
  });

  describe('the newest of the installed lists', () => {
    const newest = (...statusLists: Uint8Array[]) => {
      const { list, refusedCount } = newestStatusList({ roots: [], statusLists }, parsedCounty, 1);
      return [list?.version, refusedCount];
    };
    const version = (number: number) => issued({ version: number });

    test.each<readonly [string, readonly Uint8Array[], readonly (number | undefined)[]]>([
      ['none installed', [], [undefined, 0]],
      ['one', [version(3)], [3, 0]],
      ['the highest, in any order', [version(2), version(7), version(5)], [7, 0]],
      ['of this number alone', [issued({ listNumber: 2, version: 9 }), version(1)], [1, 0]],
      ['not another county’s', [issued({}, fixedKey(0x61, suite))], [undefined, 0]],
      ['not what is no list', [Uint8Array.of(0xff)], [undefined, 0]],
      ['not a changed one', [flipped(version(9), 60), version(2)], [2, 1]],
      [
        'not another county’s content',
        [issued({ county: '999102' as CountyCode, version: 9 })],
        [undefined, 1],
      ],
    ])('%s', (_name, lists, expected) => {
      expect(newest(...lists)).toEqual(expected);
    });

    test('the later one of two of a version, in either order, and never a lower version for its date', () => {
      const at = (seconds: number, change: Parameters<typeof issued>[0] = {}) =>
        issued({ version: 4, issuedAt: instant(NOW + seconds * 1000), ...change });
      const first = at(0);
      const again = at(60, { exceptions: new Map([[2, 'blocked']]) });
      const lower = at(3600, { version: 3 });
      for (const statusLists of [
        [first, again, lower],
        [lower, again, first],
      ]) {
        const { list } = newestStatusList({ roots: [], statusLists }, parsedCounty, 1);
        expect(statusAt(list!, 2)).toBe('blocked');
      }
    });

    test('too many lists', () => {
      const statusLists = Array.from({ length: 4097 }, () => new Uint8Array());
      const find = () => newestStatusList({ roots: [], statusLists }, parsedCounty, 1);
      expect(find).toThrow(RangeError);
    });
  });
});
