import { expect, test } from 'vitest';
import { utf8 } from '../../../src/bytes.ts';
import {
  parseCallResult,
  parseChildMessage,
  parseLoadResult,
  printable,
} from '../../../src/reader/vendor/protocol.ts';

const parse = (text: string) => parseChildMessage(utf8(text));

test('results and errors', () => {
  expect(parse('{"id":1,"result":{"value":0}}')).toEqual({ id: 1, result: { value: 0 } });
  expect(parse('{"id":7,"error":{"code":"buffer-overrun","argument":"pOutInfo"}}')).toEqual({
    id: 7,
    error: { code: 'buffer-overrun', argument: 'pOutInfo' },
  });
  expect(parse('{"id":7,"error":{"code":"bad-request","argument":"a b","reason":5}}')).toEqual({
    id: 7,
    error: { code: 'bad-request' },
  });
  const long = `{"id":2,"error":{"code":"library-not-loaded","reason":"a\\n${'b'.repeat(999)}"}}`;
  expect(parse(long)).toMatchObject({ error: { reason: `a ${'b'.repeat(398)}` } });
});

test.each([
  ['{', 'not-json'],
  [`${'['.repeat(200_000)}`, 'not-json'],
  ['[]', 'not-an-object'],
  ['null', 'not-an-object'],
  ['{"result":{}}', 'id'],
  ['{"id":0,"result":{}}', 'id'],
  ['{"id":1.5,"result":{}}', 'id'],
  ['{"id":"1","result":{}}', 'id'],
  ['{"id":1}', 'neither-result-nor-error'],
  ['{"id":1,"result":[]}', 'neither-result-nor-error'],
  ['{"id":1,"result":{},"error":{}}', 'result-and-error'],
  ['{"id":1,"error":{"code":"hunger"}}', 'error-code'],
  ['{"id":1,"error":{}}', 'error-code'],
])('refused: %s', (text, rule) => {
  expect(parse(text)).toEqual({ broken: rule });
});

test('bytes that are no UTF-8 are no message', () => {
  expect(parseChildMessage(Uint8Array.of(0x7b, 0xb2, 0xe2, 0x7d))).toEqual({ broken: 'not-json' });
});

test('the outputs of a call', () => {
  const sizes = { pOutInfo: 4 };
  expect(parseCallResult({ value: -2, outputs: { pOutInfo: 'AAEC' } }, sizes)).toEqual({
    value: -2,
    outputs: { pOutInfo: Uint8Array.of(0, 1, 2) },
  });
  expect(parseCallResult({ value: 0, outputs: {} }, {})).toEqual({ value: 0, outputs: {} });
  for (const [result, rule] of [
    [{ outputs: {} }, 'value'],
    [{ value: 0.5, outputs: {} }, 'value'],
    [{ value: 2 ** 60, outputs: {} }, 'value'],
    [{ value: 0 }, 'outputs'],
    [{ value: 0, outputs: {} }, 'output-count'],
    [{ value: 0, outputs: { pOutInfo: 'AA==', other: '' } }, 'output-count'],
    [{ value: 0, outputs: { other: 'AA==' } }, 'output-base64'],
    [{ value: 0, outputs: JSON.parse('{"__proto__":"AA=="}') }, 'output-base64'],
    [{ value: 0, outputs: { pOutInfo: 1 } }, 'output-base64'],
    [{ value: 0, outputs: { pOutInfo: 'AA' } }, 'output-base64'],
    [{ value: 0, outputs: { pOutInfo: 'A*==' } }, 'output-base64'],
    [{ value: 0, outputs: { pOutInfo: 'AAECAwQ=' } }, 'output-too-long'],
  ] as const) {
    expect(parseCallResult(result, sizes)).toEqual({ broken: rule });
  }
});

test('what is missing must be something that was asked for', () => {
  expect(parseLoadResult({ missing: ['b'] }, ['a', 'b'])).toEqual(['b']);
  expect(parseLoadResult({ missing: ['c'] }, ['a', 'b'])).toBeUndefined();
  expect(parseLoadResult({ missing: 'a' }, ['a'])).toBeUndefined();
  expect(parseLoadResult({}, ['a'])).toBeUndefined();
});

test('a reason is one line of text', () => {
  expect(printable('a\u0000\r\nb\u001b[31m')).toBe('a b [31m');
});
