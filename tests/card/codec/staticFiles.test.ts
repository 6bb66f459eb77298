/** Static files: what each field may hold, field by field, on the way in and on the way out. */

import { describe, expect, test } from 'vitest';
import {
  encodeCardIdentity,
  encodeChain,
  encodeChronic,
  encodeFamily,
  encodeHolder,
  encodeInsurance,
  parseCardIdentity,
  parseChain,
  parseChronic,
  parseFamily,
  parseHolder,
  parseInsurance,
} from '../../../src/card/index.ts';
import { type CborValue, decodeCbor, encodeCbor } from '../../../src/crypto/index.ts';
import { amount } from '../../../src/money.ts';
import { cardIssue, SERIAL } from '../issued.ts';
import { refusal } from '../refusal.ts';

const issue = cardIssue();
const head = { salt: new Uint8Array(16).fill(0x5a), serial: SERIAL };
const MEMBER_PREFIX = '999101-01-02-03-0004-';

interface FileCase {
  readonly bytes: Uint8Array;
  readonly parse: (bytes: Uint8Array) => { readonly value: unknown };
  readonly value: unknown;
}
const FILES: Readonly<Record<string, FileCase>> = {
  'EF.CARD': {
    bytes: encodeCardIdentity(head.salt, issue.card),
    parse: parseCardIdentity,
    value: issue.card,
  },
  'EF.HOLDER': { bytes: encodeHolder(head, issue.holder), parse: parseHolder, value: issue.holder },
  'EF.INS': {
    bytes: encodeInsurance(head, issue.insurance),
    parse: parseInsurance,
    value: issue.insurance,
  },
  'EF.FAMILY': { bytes: encodeFamily(head, issue.family), parse: parseFamily, value: issue.family },
  'EF.CHRONIC': {
    bytes: encodeChronic(head, issue.chronic),
    parse: parseChronic,
    value: issue.chronic,
  },
};

test.each(Object.entries(FILES))(
  '%s comes back as it went in',
  (_file, { bytes, parse, value }) => {
    expect(parse(bytes)).toEqual({ ...head, value });
  },
);

type Change = (fields: Map<number, CborValue>) => void;
const set =
  (key: number, value: CborValue): Change =>
  (fields) =>
    void fields.set(key, value);
const drop =
  (key: number): Change =>
  (fields) =>
    void fields.delete(key);

/** The refusal of a file in which one field was changed. */
function refusedField(file: string, change: Change): string {
  const { bytes, parse } = FILES[file]!;
  const fields = new Map(decodeCbor(bytes) as ReadonlyMap<number, CborValue>);
  change(fields);
  const { code, detail } = refusal(() => parse(encodeCbor(fields)));
  expect(code).toBe('card.malformed-file');
  expect(detail.file).toBe(file);
  return `${detail.field}: ${detail.rule}`;
}

const text = (count: number) => '测'.repeat(count);

const REFUSED: readonly (readonly [string, Change, string])[] = [
  ['EF.CARD', drop(0), '0: missing'],
  ['EF.CARD', set(0, new Uint8Array(15)), '0: byte-count'],
  ['EF.CARD', set(0, 'salt'), '0: not-bytes'],
  ['EF.CARD', set(1, new Uint8Array(7)), '1: byte-count'],
  ['EF.CARD', set(9, 1), ': unknown-key'],
  ['EF.CARD', set(2, '99910'), '2: shape'],
  ['EF.CARD', set(2, '099101'), '2: shape'],
  ['EF.CARD', set(2, 999101), '2: not-a-text'],
  ['EF.CARD', set(3, 0), '3: out-of-range'],
  ['EF.CARD', set(3, 3), '3: out-of-range'],
  ['EF.CARD', set(4, [0x30, 0x31]), '4: item-count'],
  ['EF.CARD', set(4, [0x2f, 0x31, 0x32]), '4.0: out-of-range'],
  ['EF.CARD', set(4, [0x30, 0x31, 0x40]), '4.2: out-of-range'],
  ['EF.CARD', set(4, [0x30, 0x30, 0x32]), '4: repeated'],
  ['EF.CARD', set(5, 84_006), '5: out-of-range'],
  ['EF.CARD', set(5, -25_568), '5: out-of-range'],
  ['EF.CARD', set(6, 2), '6: out-of-range'],
  ['EF.HOLDER', set(2, ''), '2: character-count'],
  ['EF.HOLDER', set(2, text(51)), '2: character-count'],
  ['EF.HOLDER', set(2, '测试\u0000甲'), '2: control-character'],
  ['EF.HOLDER', set(2, '测试\n甲'), '2: control-character'],
  ['EF.HOLDER', set(2, '测试\u0085甲'), '2: control-character'],
  ['EF.HOLDER', set(2, '\u202e甲试测'), '2: control-character'],
  ['EF.HOLDER', set(2, new Uint8Array(3)), '2: not-a-text'],
  ['EF.HOLDER', set(3, 3), '3: out-of-range'],
  ['EF.HOLDER', set(3, 10), '3: out-of-range'],
  ['EF.HOLDER', set(4, '1980-03-12'), '4: not-an-integer'],
  ['EF.HOLDER', set(5, '99910119800312001'), '5: shape'],
  ['EF.HOLDER', set(5, '999101198003120010'), '5: check-digit'],
  ['EF.HOLDER', set(5, '999101198002300016'), '5: date-of-birth'],
  ['EF.HOLDER', set(5, '99910119800312001x'), '5: shape'],
  ['EF.HOLDER', set(6, text(81)), '6: character-count'],
  ['EF.HOLDER', set(7, new Uint8Array(31)), '7: byte-count'],
  ['EF.INS', set(2, '9991011'), '2: shape'],
  ['EF.INS', set(3, '999101-01-02-03-0004'), '3: shape'],
  ['EF.INS', set(3, '999101-01-02-03-0004-01-1'), '3: shape'],
  ['EF.INS', set(3, '999101-12345-12345-12345-12345-1'), '3: character-count'],
  ['EF.INS', set(4, new Map()), '4: not-a-list'],
  ['EF.INS', set(4, [[2026, 0]]), '4.0: item-count'],
  ['EF.INS', set(4, [[2026, 5, 20_000]]), '4.0.1: out-of-range'],
  ['EF.INS', set(4, [[2200, 0, 20_000]]), '4.0.0: out-of-range'],
  [
    'EF.INS',
    set(4, [
      [2026, 0, 20_000],
      [2026, 0, 20_000],
    ]),
    '4.1: not-ascending',
  ],
  [
    'EF.INS',
    set(4, [
      [2026, 0, 20_000],
      [2025, 0, 20_000],
    ]),
    '4.1: not-ascending',
  ],
  [
    'EF.INS',
    set(
      4,
      Array.from({ length: 41 }, (_, year) => [1980 + year, 0, 20_000]),
    ),
    '4: item-count',
  ],
  ['EF.FAMILY', set(2, ''), '2: character-count'],
  ['EF.FAMILY', set(3, [[`${MEMBER_PREFIX}01`, 10]]), '3.0.1: out-of-range'],
  [
    'EF.FAMILY',
    set(3, [
      [`${MEMBER_PREFIX}01`, 0],
      [`${MEMBER_PREFIX}01`, 1],
    ]),
    '3: repeated',
  ],
  [
    'EF.FAMILY',
    set(
      3,
      Array.from({ length: 13 }, (_, n) => [`${MEMBER_PREFIX}${n}`, 8]),
    ),
    '3: item-count',
  ],
  ['EF.FAMILY', set(4, -1), '4: out-of-range'],
  ['EF.FAMILY', set(4, '12000'), '4: not-an-integer'],
  ['EF.CHRONIC', set(2, null), '2: not-a-list'],
  ['EF.CHRONIC', set(2, [['', 'T-1', 1, 2]]), '2.0.0: character-count'],
  ['EF.CHRONIC', set(2, [['E11', 'T-1', 2, 1]]), '2.0: ends-before-start'],
  ['EF.CHRONIC', set(2, [['E11', 'T-1', 1]]), '2.0: item-count'],
];

test.each(REFUSED)('%s #%#', (file, change, expected) => {
  expect(refusedField(file, change)).toBe(expected);
});

test.each(Object.entries(FILES))(
  '%s: what is no canonical map is refused',
  (file, { bytes, parse }) => {
    const cut = refusal(() => parse(bytes.slice(0, -1)));
    expect(cut).toMatchObject({ code: 'card.malformed-file', detail: { file } });
    const list = refusal(() => parse(encodeCbor([1])));
    expect(list.detail).toEqual({ file, field: '', rule: 'not-a-map' });
  },
);

describe('names are kept as they are', () => {
  test.each([
    ['a rare character of four bytes', '测\u{20bb7}'],
    ['a compatibility ideograph, which normalising would change', '\uf900测试'],
    ['the middle dot of other languages’ names', '测试·甲'],
    ['fifty characters of four bytes', '\u{20bb7}'.repeat(50)],
  ])('%s', (_name, name) => {
    const holder = { ...issue.holder, name };
    expect(parseHolder(encodeHolder(head, holder)).value.name).toBe(name);
  });
});

describe('encoding refuses what parsing would refuse, as the caller’s bug', () => {
  test.each([
    ['name', () => encodeHolder(head, { ...issue.holder, name: '' })],
    [
      'identity number',
      () => encodeHolder(head, { ...issue.holder, identityNumber: '1' as never }),
    ],
    ['serial', () => encodeHolder({ ...head, serial: '999001000000000a' as never }, issue.holder)],
    ['salt', () => encodeHolder({ ...head, salt: new Uint8Array(8) }, issue.holder)],
    ['amount', () => encodeFamily(head, { ...issue.family, allowance: amount(2n ** 53n) })],
    ['negative amount', () => encodeFamily(head, { ...issue.family, allowance: amount(-1n) })],
    [
      'order of years',
      () =>
        encodeInsurance(head, {
          ...issue.insurance,
          participation: [...issue.insurance.participation].reverse(),
        }),
    ],
    [
      'category',
      () =>
        encodeInsurance(head, {
          ...issue.insurance,
          participation: [{ ...issue.insurance.participation[0]!, category: 'rich' as never }],
        }),
    ],
    ['chain', () => encodeChain([])],
  ])('%s', (_name, encode) => {
    expect(encode).toThrow(RangeError);
  });
});

test.each([
  [[], 'item-count'],
  [[1], 'not-bytes'],
  [[new Uint8Array(0)], 'byte-count'],
  [[new Uint8Array(1), new Uint8Array(1), new Uint8Array(1)], 'item-count'],
])('EF.CHAIN %#', (value, rule) => {
  expect(refusal(() => parseChain(encodeCbor(value))).detail.rule).toBe(rule);
});
