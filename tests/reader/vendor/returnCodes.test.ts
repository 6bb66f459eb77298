import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { pinOutcomeOf } from '../../../src/reader/vendor/national/pin.ts';
import { explainReturnCode, needsHsm } from '../../../src/reader/vendor/returnCodes.ts';
import { SecretText } from '../../../src/reader/vendor/secretText.ts';

/** The table of the national interface. */
const OWN = [
  -1, -2, -3, -4, -5, -11, -12, -13, -14, -15, -20, -21, -22, -23, -24, -25, -31, -32, -33, -34,
  -35, -36, -41, -42, -51, -52, -2201, -2202, -2203, -2204,
];

test.each(OWN)('%i has a meaning of its own in both languages', (code) => {
  const { meaning, sw } = explainReturnCode(code);
  expect(sw).toBeUndefined();
  expect(meaning.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(meaning.en).toMatch(/^[a-z0-9 ,()A-Z]+$/);
});

/** Pairs that two independent drivers document. */
test.each([
  [-25536, 0x63c0, '63C0 verification failed, 0 tries left'],
  [-26368, 0x6700, '6700 wrong length'],
  [-26881, 0x6901, '6901 the command is not accepted (state not valid)'],
  [-27010, 0x6982, '6982 the security status is not satisfied'],
  [-27011, 0x6983, '6983 the authentication method is blocked'],
  [-27013, 0x6985, '6985 the conditions of use are not satisfied'],
  [-27016, 0x6988, '6988 the secure messaging data is not right'],
  [-27266, 0x6a82, '6A82 the file or application is not there'],
  [-27272, 0x6a88, '6A88 the referenced key or data is not there'],
  [-37634, 0x9302, '9302 the MAC is not valid'],
  [-37635, 0x9303, '9303 the application is blocked for good'],
  [-37891, 0x9403, '9403 the key index is not supported'],
  [-37894, 0x9406, '9406 the MAC or TAC asked for is not available'],
])('%i is the status word %i', (code, sw, en) => {
  expect(explainReturnCode(code)).toMatchObject({ code, sw, meaning: { en } });
});

test('any status word without a name, and what is none', () => {
  expect(explainReturnCode(-0x9999)).toMatchObject({
    sw: 0x9999,
    meaning: { en: '9999 the status word has no standard meaning' },
  });
  for (const code of [0, 1, 99, -6, -100, -2205, -0x6000, -0x7000, -0x8fff, -0xa000, -(2 ** 31)]) {
    expect(explainReturnCode(code)).toEqual({
      code,
      meaning: { zh: '未知错误', en: 'unknown error' },
    });
  }
});

test('five codes lead to the HSM', () => {
  const leading = [...OWN, -27272, -27010, 0, 1].filter(needsHsm);
  expect(leading).toEqual([-24, -2201, -2202, -2203, -27272]);
});

test.each([
  [0, { outcome: 'done' }],
  [-31, { outcome: 'cancelled' }],
  [-32, { outcome: 'timed-out' }],
  [-33, { outcome: 'wrong-length' }],
  [-34, { outcome: 'pins-differ' }],
  [-35, { outcome: 'initial-pin' }],
  [-36, { outcome: 'initial-pin' }],
  [-51, { outcome: 'wrong-pin' }],
  [-52, { outcome: 'pin-locked' }],
  [-25538, { outcome: 'wrong-pin', retriesLeft: 2 }],
  [-25551, { outcome: 'wrong-pin', retriesLeft: 15 }],
  [-25536, { outcome: 'pin-locked' }],
  [-27011, { outcome: 'pin-locked' }],
  [-25552, undefined],
  [-27010, undefined],
  [-2, undefined],
  [1, undefined],
])('a PIN function’s %i', (value, outcome) => {
  expect(pinOutcomeOf(value)).toEqual(outcome);
});

test('a secret text prints as such everywhere', () => {
  const secret = new SecretText('864209');
  const shown = [
    secret.toString(),
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
  ];
  expect(shown.join()).not.toContain('864209');
  expect(shown[0]).toBe('[secret]');
  expect(secret.reveal()).toBe('864209');
});
