import { expect, test } from 'vitest';
import { checkedBinding, type VendorBinding } from '../../../src/reader/vendor/binding.ts';
import { NATIONAL_CARD_BINDING } from '../../../src/reader/vendor/national/binding.ts';
import { SSSE32_BINDING, SSSE32_SLOTS } from '../../../src/reader/vendor/ssse32/binding.ts';

test.each([NATIONAL_CARD_BINDING, SSSE32_BINDING])(
  '$name holds to the rules, as JSON too',
  (each) => {
    expect(checkedBinding(each)).toBe(each);
    expect(checkedBinding(JSON.parse(JSON.stringify(each)))).toEqual(each);
  },
);

test('the functions and slots are those of the interfaces', () => {
  const names = Object.keys(NATIONAL_CARD_BINDING.functions);
  expect(names).toHaveLength(23);
  const steps = names.filter((name) => /_HSM_Step\d$/.test(name));
  expect(steps).toHaveLength(14);
  expect(SSSE32_SLOTS.map(({ number }) => number)).toEqual([0x01, 0x11, 0x12, 0x13, 0x14]);
});

test('what may write is marked, and nothing that only reads', () => {
  const writing = Object.entries(NATIONAL_CARD_BINDING.functions)
    .filter(([, each]) => each.writes)
    .map(([name]) => name);
  expect(writing).toEqual([
    'iWriteCard',
    'iWriteCard_HSM_Step2',
    'iChangePIN',
    'iReloadPIN',
    'iReloadPIN_HSM_Step3',
    'iUnblockPIN',
    'iUnblockPIN_HSM_Step3',
    'iDoDebit',
    'iDoDebit_HSM_Step2',
  ]);
});

const INT = { name: 'a', kind: 'int' } as const;
const OUT = { name: 'out', kind: 'bytes-out', sizeBytes: 9 } as const;

function withFunction(change: object, name = 'f'): unknown {
  const sound = { returns: 'int', timeoutMs: 1, arguments: [] };
  return { name: 'x', convention: 'cdecl', functions: { [name]: { ...sound, ...change } } };
}

test.each([
  ['a bare function', {}],
  ['the longest deadline', { timeoutMs: 240_000 }],
  ['the largest buffer', { arguments: [{ ...OUT, sizeBytes: 65_538 }] }],
  [
    'a length',
    {
      arguments: [
        { name: 'n', kind: 'length', of: 'b' },
        { name: 'b', kind: 'bytes' },
      ],
    },
  ],
])('allowed: %s', (_, change) => {
  expect(() => checkedBinding(withFunction(change))).not.toThrow();
});

test.each([
  ['nothing', undefined],
  ['no name', { ...(withFunction({}) as VendorBinding), name: 1 }],
  ['another convention', { ...(withFunction({}) as VendorBinding), convention: 'pascal' }],
  ['no functions', { name: 'x', convention: 'cdecl' }],
  ['an empty table', { name: 'x', convention: 'cdecl', functions: {} }],
  ['a name that is none', withFunction({}, 'f()')],
  ['a name too long', withFunction({}, 'f'.repeat(65))],
  ['another return', withFunction({ returns: 'double' })],
  ['no deadline', withFunction({ timeoutMs: 0 })],
  ['a deadline beyond four minutes', withFunction({ timeoutMs: 240_001 })],
  ['arguments that are none', withFunction({ arguments: 'int' })],
  ['too many arguments', withFunction({ arguments: Array(13).fill(INT) })],
  ['two of one name', withFunction({ arguments: [INT, INT] })],
  ['an argument without a name', withFunction({ arguments: [{ kind: 'int' }] })],
  ['a kind that is none', withFunction({ arguments: [{ name: 'a', kind: 'float' }] })],
  ['a buffer of nothing', withFunction({ arguments: [{ ...OUT, sizeBytes: 0 }] })],
  ['a buffer too large', withFunction({ arguments: [{ ...OUT, sizeBytes: 65_539 }] })],
  ['two counted buffers', withFunction({ arguments: [OUT, { ...OUT, name: 'two' }] })],
  ['the length of nothing', withFunction({ arguments: [{ name: 'n', kind: 'length', of: 'b' }] })],
  [
    'the length of a number',
    withFunction({ arguments: [INT, { name: 'n', kind: 'length', of: 'a' }] }),
  ],
])('refused: %s', (_, binding) => {
  expect(() => checkedBinding(binding)).toThrow(TypeError);
});
