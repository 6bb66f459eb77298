/** No way of printing shows a secret. */

import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import { exportPrivateKey, exportSecretKey, SecretKey } from '../../src/crypto/index.ts';
import { fixedKey } from './support.ts';

const SECRET = new Uint8Array(16).map((_, index) => 0xa0 + index);
const secretKey = new SecretKey(SECRET);
const privateKey = fixedKey(0xab);

/** The secret as hex, as base64, as a list of numbers: none may appear. */
const TRACES = /a0a1a2a3|oKGio|160, ?161|abababab|q6ur|171, ?171/i;

test.each([
  ['SecretKey', secretKey],
  ['PrivateKey', privateKey],
])('%s prints as [secret]', (_name, key) => {
  expect(String(key)).toBe('[secret]');
  expect(key.toString()).toBe('[secret]');
  expect(JSON.stringify({ key })).toBe('{"key":"[secret]"}');
  expect(inspect(key)).toBe('[secret]');
  expect(format('%s %o %j', key, key, key)).not.toMatch(TRACES);
});

test.each([
  ['SecretKey', secretKey],
  ['PrivateKey', privateKey],
])('%s holds nothing that a look inside finds', (_name, key) => {
  const seen = [
    inspect(key, { customInspect: false, showHidden: true, depth: 9 }),
    JSON.stringify(Object.values(key).map((each) => Array.from(each as Uint8Array))),
    JSON.stringify(Object.assign({}, key, { toJSON: undefined })),
    inspect(structuredClone(Object.assign({}, key))),
  ];
  expect(seen.join('\n')).not.toMatch(TRACES);
});

test('the traces are those of these secrets', () => {
  expect(toHex(exportSecretKey(secretKey))).toMatch(TRACES);
  expect(toHex(exportPrivateKey(privateKey))).toMatch(TRACES);
  expect(inspect([...exportSecretKey(secretKey)])).toMatch(TRACES);
  expect(Buffer.from(exportSecretKey(secretKey)).toString('base64')).toMatch(TRACES);
});

test('a key keeps its own copy', () => {
  const bytes = Uint8Array.from(SECRET);
  const key = new SecretKey(bytes);
  bytes.fill(0);
  exportSecretKey(key).fill(0);
  expect(exportSecretKey(key)).toEqual(SECRET);
});

test.each([0, 8, 15, 17, 31, 33])('%i bytes are no AES key', (byteCount) => {
  expect(() => new SecretKey(new Uint8Array(byteCount))).toThrow(RangeError);
});
