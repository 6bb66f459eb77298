import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeGbk } from '../../../src/reader/vendor/gbk.ts';
import { BASIC_FIELDS } from '../../../src/reader/vendor/national/answers.ts';
import {
  fileAddress,
  parseFieldList,
  parseFiles,
  parseNamedFields,
} from '../../../src/reader/vendor/national/fields.ts';

const BASIC =
  '999900|999900199001010010|X00000019|99990000000000000000000000000001|测试甲|0081D1A2B3|1.00|20101001|20301001|000000000001|DEVICE|';

const basic = (text: string) => parseNamedFields('f', encodeGbk(text), BASIC_FIELDS);
const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { detail?: unknown }).detail ?? error;
  }
};

test('the eleven fields by name', () => {
  expect(basic(BASIC)).toMatchObject({
    areaCode: '999900',
    name: '测试甲',
    deviceNumber: 'DEVICE',
  });
  expect(basic(BASIC.replace('000000000001|DEVICE', '|'))).toMatchObject({ terminalNumber: '' });
});

test.each([
  ['the last field open', BASIC.slice(0, -1), 'all', 'last-field-open'],
  ['nothing', '', 'all', 'field-count'],
  ['a field too few', BASIC.replace('|DEVICE', ''), 'all', 'field-count'],
  ['a field too many', `${BASIC}|`, 'all', 'field-count'],
  ['something after the end', `${BASIC}x`, 'all', 'last-field-open'],
  ['five digits of an area', BASIC.replace('999900|', '99990|'), 'areaCode', 'form'],
  ['a card id cut short', BASIC.replace('0001|测', '|测'), 'cardId', 'form'],
  ['a name too long', BASIC.replace('测试甲', '测'.repeat(31)), 'name', 'form'],
  ['a control character', BASIC.replace('测试甲', '测\n甲'), 'name', 'form'],
  ['a date with dashes', BASIC.replace('20101001', '2010-10-01'), 'issuedOn', 'form'],
  ['a version of another form', BASIC.replace('1.00', '1.0'), 'specificationVersion', 'form'],
])('refused: %s', (_, text, field, rule) => {
  expect(refusal(() => basic(text))).toMatchObject({ function: 'f', field, rule });
});

test('bytes that are no GBK are refused, and a refusal never shows contents', () => {
  const bytes = encodeGbk(BASIC);
  bytes[bytes.indexOf(0xb2)] = 0xff;
  expect(refusal(() => parseNamedFields('f', bytes, BASIC_FIELDS))).toMatchObject({
    rule: 'not-gbk',
  });
  const shown = JSON.stringify(refusal(() => basic(BASIC.replace('20101001', 'secret99'))));
  expect(shown).not.toMatch(/secret99|测试甲|X00000019/);
});

test('fields without names are counted', () => {
  const count = { min: 2, max: 3 };
  expect(parseFieldList('f', encodeGbk('a||测|'), count)).toEqual(['a', '', '测']);
  for (const [text, rule] of [
    ['a|', 'field-count'],
    ['a|b|c|d|', 'field-count'],
    ['a|b', 'last-field-open'],
    ['a|\u0007|', 'form'],
    ['a|$|', 'form'],
    [`a|${'x'.repeat(6_201)}|`, 'form'],
  ] as const) {
    expect(refusal(() => parseFieldList('f', encodeGbk(text), count))).toMatchObject({ rule });
  }
});

const ASKED = [
  { file: 'SSSEEF05', tags: ['06', '07'] },
  { file: 'DF04EF06', tags: ['90'] },
];

test('a question names files and tags, and the answer has its shape', () => {
  expect(fileAddress(ASKED)).toBe('SSSEEF05|06|07|$DF04EF06|90|$');
  expect(fileAddress([{ file: '3F00EF06', tags: ['4E'] }])).toBe('3F00EF06|4E|$');
  const answer = encodeGbk('SSSEEF05|20301001|X00000019|$DF04EF06||$');
  expect(parseFiles('f', answer, ASKED)).toEqual([
    { file: 'SSSEEF05', values: { '06': '20301001', '07': 'X00000019' } },
    { file: 'DF04EF06', values: { '90': '' } },
  ]);
});

test.each([
  ['', 'file-count', 'all'],
  ['SSSEEF05|a|b|$DF04EF06|c|', 'last-file-open', 'all'],
  ['SSSEEF05|a|b|$', 'file-count', 'all'],
  ['SSSEEF05|a|b|$DF04EF06|c|$x$', 'file-count', 'all'],
  ['DF04EF06|c|$SSSEEF05|a|b|$', 'other-file', 'SSSEEF05'],
  ['SSSEEF05|a|$DF04EF06|c|$', 'field-count', 'SSSEEF05'],
  ['SSSEEF05|a|b|c|$DF04EF06|c|$', 'field-count', 'SSSEEF05'],
  ['SSSEEF05|a|b$DF04EF06|c|$', 'last-field-open', 'SSSEEF05'],
  ['SSSEEF05|a|\t|$DF04EF06|c|$', 'form', 'SSSEEF05 07'],
])('an answer of another shape: %s', (text, rule, field) => {
  expect(refusal(() => parseFiles('f', encodeGbk(text), ASKED))).toMatchObject({ rule, field });
});

test.each([
  [[]],
  [Array(33).fill(ASKED[0])],
  [[{ file: 'SSSEEF5', tags: ['06'] }]],
  [[{ file: 'SSSEEF05|x', tags: ['06'] }]],
  [[{ file: 'SSSEEF05', tags: [] }]],
  [[{ file: 'SSSEEF05', tags: ['6'] }]],
  [[{ file: 'SSSEEF05', tags: ['06', '06'] }]],
  [[{ file: 'SSSEEF05', tags: ['0g'] }]],
])('a question that cannot be asked %#', (files) => {
  expect(() => fileAddress(files)).toThrow(RangeError);
});

test('no bytes do anything but parse or be refused by name', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const work of [
        () => parseNamedFields('f', bytes, BASIC_FIELDS),
        () => parseFieldList('f', bytes, { min: 0, max: 9 }),
        () => parseFiles('f', bytes, ASKED),
      ]) {
        const outcome = refusal(work) as { rule?: string };
        expect(typeof outcome).toBe('object');
      }
    }),
  );
});
