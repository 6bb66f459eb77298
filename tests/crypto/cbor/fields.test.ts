/** Integer-keyed maps, field by field. */

import { expect, test } from 'vitest';
import { type CborValue, MapFields } from '../../../src/crypto/index.ts';
import { refusal } from '../support.ts';

const fieldsOf = (entries: readonly (readonly [number | string, CborValue])[]) =>
  new MapFields(new Map(entries), { code: 'crypto.certificate-malformed', document: 'test' });

const fieldOf = (run: () => unknown) => {
  const { code, detail } = refusal(run);
  expect(code).toBe('crypto.certificate-malformed');
  expect(detail.document).toBe('test');
  return detail.field;
};

test('takes each field once, in its form', () => {
  const fields = fieldsOf([
    [1, 5],
    [2, Uint8Array.of(1, 2)],
    [3, '999101'],
    [4, new Map([[1, 0]])],
    [5, [true]],
    [6, new Uint8Array(7)],
  ]);
  expect(fields.has(1)).toBe(true);
  expect(fields.integer(1, 'a', { min: 5, max: 5 })).toBe(5);
  expect(fields.has(1)).toBe(false);
  expect(fields.bytes(2, 'b', 2)).toEqual(Uint8Array.of(1, 2));
  expect(fields.text(3, 'c', /^\d{6}$/)).toBe('999101');
  expect(fields.map(4, 'd').integer(1, 'd.a', { min: 0, max: 0 })).toBe(0);
  expect(fields.value(5, 'e')).toEqual([true]);
  expect(fields.bytesWithin(6, 'f', { min: 7, max: 7 })).toHaveLength(7);
  fields.end();
});

test.each<readonly [string, CborValue | undefined, (fields: MapFields) => unknown]>([
  ['integer below', 4, (f) => f.integer(1, 'x', { min: 5, max: 6 })],
  ['integer above', 7, (f) => f.integer(1, 'x', { min: 5, max: 6 })],
  ['integer as text', '5', (f) => f.integer(1, 'x', { min: 5, max: 6 })],
  ['integer absent', undefined, (f) => f.integer(1, 'x', { min: 5, max: 6 })],
  ['bytes too short', new Uint8Array(1), (f) => f.bytes(1, 'x', 2)],
  ['bytes too long', new Uint8Array(3), (f) => f.bytes(1, 'x', 2)],
  ['bytes as text', 'ab', (f) => f.bytes(1, 'x', 2)],
  ['bytes below', new Uint8Array(1), (f) => f.bytesWithin(1, 'x', { min: 2, max: 3 })],
  ['bytes above', new Uint8Array(4), (f) => f.bytesWithin(1, 'x', { min: 2, max: 3 })],
  ['text of another form', '12345', (f) => f.text(1, 'x', /^\d{6}$/)],
  ['text as number', 123456, (f) => f.text(1, 'x', /^\d{6}$/)],
  ['map as array', [], (f) => f.map(1, 'x')],
  ['map absent', undefined, (f) => f.map(1, 'x')],
  ['value absent', undefined, (f) => f.value(1, 'x')],
])('refuses %s', (_name, value, take) => {
  const fields = fieldsOf(value === undefined ? [] : [[1, value]]);
  expect(fieldOf(() => take(fields))).toBe('x');
});

test('refuses what is left over, without telling text keys', () => {
  expect(fieldOf(() => fieldsOf([[9, 1]]).end())).toBe('key 9');
  expect(fieldOf(() => fieldsOf([['a name', 1]]).end())).toBe('text key');
  expect(
    fieldOf(() => new MapFields([], { code: 'crypto.certificate-malformed', document: 'test' })),
  ).toBe('(whole)');
});

test('the map that was given is left as it was', () => {
  const given = new Map<number, CborValue>([[1, 1]]);
  const fields = new MapFields(given, { code: 'crypto.certificate-malformed', document: 'test' });
  fields.integer(1, 'x', { min: 1, max: 1 });
  expect(given.size).toBe(1);
});
