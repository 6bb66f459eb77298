/**
 * The settlement's bytes. The hexadecimal texts below are pinned: card, terminal and centre have
 * signed and stored bytes like these, so a change here is a change of format, not of a test.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import {
  type CborInput,
  coreHash,
  decodeCbor,
  encodeCbor,
  encodeCore,
  encodeStatement,
  parseStatement,
  STATEMENT_BYTES_MAX,
  STATEMENT_KEYS,
  settlementHash,
} from '../../../src/crypto/index.ts';
import { PAYERS, type Payer, type SettlementStatement } from '../../../src/model/index.ts';
import { AMOUNT_MAX, type Amount, amount } from '../../../src/money.ts';
import { instant } from '../../../src/time.ts';
import { REVERSAL, STATEMENT } from '../example.ts';
import { hex, INT, refusal } from '../support.ts';

const PINNED = {
  statement:
    'af0150019cd0604cd070008000000000000001026639393931303103489990000000000001040105' +
    '010658205a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a07703939' +
    '393130312d696e70617469656e740866323032362e31095820b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1' +
    'b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b10a1a0012d6870ba3011a000c35000819870718631a0006' +
    '1a800c6c4839393932303130303030310d664445534b2d310e4899900000000000020f1a69ae2d24',
  core:
    'ae0150019cd0604cd070008000000000000001026639393931303103489990000000000001040105' +
    '0107703939393130312d696e70617469656e740866323032362e31095820b1b1b1b1b1b1b1b1b1b1' +
    'b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b10a1a0012d6870ba3011a000c350008198707' +
    '18631a00061a800c6c4839393932303130303030310d664445534b2d310e4899900000000000020f' +
    '1a69ae2d24',
  reversal:
    'b00150019cd0604cd070008000000000000002026639393931303103489990000000000001040205' +
    '010658205a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a07703939' +
    '393130312d696e70617469656e740866323032362e31095820b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1' +
    'b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b10a1a0012d6870ba3011a000c35000819870718631a0006' +
    '1a800c6c4839393932303130303030310d664445534b2d310e4899900000000000020f1a69ae2d24' +
    '1050019cd0604cd070008000000000000001',
  settlementHash: '89dcc8c647ed564c67b7308a35b72fe5c3145bf90d7f5908bfd0b9a57222fed7',
  coreHash: 'b5c4ee1b5ffd78b8bf3548c8d2d02a0ff1f676c55fe6c6353c5ec948c0f99273',
} as const;

describe('pinned', () => {
  test('bytes', () => {
    expect(toHex(encodeStatement(STATEMENT))).toBe(PINNED.statement);
    expect(toHex(encodeCore(STATEMENT))).toBe(PINNED.core);
    expect(toHex(encodeStatement(REVERSAL))).toBe(PINNED.reversal);
  });

  test('hashes', () => {
    expect(toHex(settlementHash(INT, STATEMENT))).toBe(PINNED.settlementHash);
    expect(toHex(coreHash(INT, STATEMENT))).toBe(PINNED.coreHash);
  });

  test('keys and payer numbers', () => {
    expect(Object.values(STATEMENT_KEYS)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(Object.values(PAYERS)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 90, 99]);
  });

  test('the pinned bytes parse back', () => {
    expect(parseStatement(hex(PINNED.statement))).toEqual(STATEMENT);
    expect(parseStatement(hex(PINNED.reversal))).toEqual(REVERSAL);
  });
});

/** Every field another than in STATEMENT. */
const OTHER: { readonly [K in keyof Required<SettlementStatement>]: SettlementStatement[K] } = {
  id: REVERSAL.id,
  home: '999102' as SettlementStatement['home'],
  cardSerial: '9990000000000003' as SettlementStatement['cardSerial'],
  sequence: 2,
  attempt: 2,
  stateHash: new Uint8Array(32).fill(1),
  planId: '999101-outpatient',
  planVersion: '2026.2',
  billHash: new Uint8Array(32).fill(2),
  total: amount(1n),
  byPayer: { cash: amount(1n) },
  provider: 'H99920100002' as SettlementStatement['provider'],
  terminalId: 'DESK-2' as SettlementStatement['terminalId'],
  samId: '9990000000000004' as SettlementStatement['samId'],
  settledAt: instant(STATEMENT.settledAt + 1000),
  reverses: STATEMENT.id,
};

describe('every field is inside the bytes', () => {
  test.each(Object.keys(OTHER) as (keyof SettlementStatement)[])('%s', (name) => {
    const changed = { ...STATEMENT, [name]: OTHER[name] };
    expect(settlementHash(INT, changed)).not.toEqual(settlementHash(INT, STATEMENT));
    const inCore = toHex(coreHash(INT, changed)) !== toHex(coreHash(INT, STATEMENT));
    expect(inCore).toBe(name !== 'stateHash');
    expect(parseStatement(encodeStatement(changed))).toEqual(changed);
  });
});

const amountText = fc.bigInt({ min: 1n, max: BigInt(Number.MAX_SAFE_INTEGER) }).map(amount);
const payers = Object.keys(PAYERS) as Payer[];
const statement = fc
  .record({
    byPayer: fc.dictionary(fc.constantFrom(...payers), amountText, { noNullPrototype: true }),
    total: amountText,
    sequence: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    attempt: fc.integer({ min: 1, max: 2 ** 16 - 1 }),
    stateHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    seconds: fc.integer({ min: 0, max: 7_258_118_399 }),
    planId: fc.stringMatching(/^[\u4e00-\u9fa5A-Za-z0-9.-]{1,64}$/),
  })
  .map(({ seconds, ...fields }) => ({
    ...STATEMENT,
    ...fields,
    settledAt: instant(seconds * 1000),
  }));

test('what goes in comes out, and the bytes stay the same', () => {
  fc.assert(
    fc.property(statement, (each) => {
      const bytes = encodeStatement(each);
      expect(parseStatement(bytes)).toEqual(each);
      expect(encodeStatement(parseStatement(bytes))).toEqual(bytes);
    }),
  );
});

test('a payer who pays nothing leaves no trace', () => {
  const byPayer = { ...STATEMENT.byPayer, floor: amount(0n), hospital: amount(0n) };
  expect(encodeStatement({ ...STATEMENT, byPayer })).toEqual(encodeStatement(STATEMENT));
});

test('the largest statement fits its limit', () => {
  const most = amount(BigInt(Number.MAX_SAFE_INTEGER));
  const largest: SettlementStatement = {
    ...REVERSAL,
    sequence: 2 ** 32 - 1,
    attempt: 2 ** 16 - 1,
    planId: '𠮷'.repeat(64),
    planVersion: '𠮷'.repeat(64),
    total: most,
    byPayer: Object.fromEntries(payers.map((payer) => [payer, most])),
    terminalId: 'TERMINAL-ID-0016' as SettlementStatement['terminalId'],
    settledAt: instant(7_258_118_399_000),
  };
  const bytes = encodeStatement(largest);
  expect(bytes.length).toBeLessThanOrEqual(STATEMENT_BYTES_MAX);
  expect(parseStatement(bytes)).toEqual(largest);
});

describe('a field out of form is the caller’s bug', () => {
  test.each<readonly [string, Record<string, unknown>, typeof TypeError]>([
    ['id in capitals', { id: STATEMENT.id.toUpperCase() }, TypeError],
    ['id of version 4', { id: '019cd060-4cd0-4000-8000-000000000001' }, TypeError],
    ['id of another variant', { id: '019cd060-4cd0-7000-c000-000000000001' }, TypeError],
    ['id without hyphens', { id: STATEMENT.id.replaceAll('-', '') }, TypeError],
    ['id absent', { id: undefined }, TypeError],
    ['reverses no id', { reverses: '1' }, TypeError],
    ['county of five digits', { home: '99910' }, TypeError],
    ['serial in small letters', { cardSerial: '999000000000000a' }, TypeError],
    ['serial too short', { cardSerial: '99900000000000' }, TypeError],
    ['module id too long', { samId: '999000000000000200' }, TypeError],
    ['provider of 11 characters', { provider: 'H9992010000' }, TypeError],
    ['terminal id empty', { terminalId: '' }, TypeError],
    ['terminal id of 17', { terminalId: 'A'.repeat(17) }, TypeError],
    ['terminal id in small letters', { terminalId: 'desk' }, TypeError],
    ['plan id empty', { planId: '' }, TypeError],
    ['plan id with a blank', { planId: 'a b' }, TypeError],
    ['plan id with a control character', { planId: 'a\u0000' }, TypeError],
    ['plan version of 65', { planVersion: '1'.repeat(65) }, TypeError],
    ['sequence 0', { sequence: 0 }, RangeError],
    ['sequence 2^32', { sequence: 2 ** 32 }, RangeError],
    ['sequence 1.5', { sequence: 1.5 }, RangeError],
    ['attempt 0', { attempt: 0 }, RangeError],
    ['attempt 2^16', { attempt: 2 ** 16 }, RangeError],
    ['state hash absent', { stateHash: undefined }, TypeError],
    ['state hash as text', { stateHash: 'a'.repeat(32) }, TypeError],
    ['state hash of 31 bytes', { stateHash: new Uint8Array(31) }, RangeError],
    ['bill hash of 33 bytes', { billHash: new Uint8Array(33) }, RangeError],
    ['half a second', { settledAt: STATEMENT.settledAt + 500 }, RangeError],
    ['before 1970', { settledAt: -1000 }, RangeError],
    ['a payer that is none', { byPayer: { toString: 1n } }, TypeError],
    ['a total as number', { total: 5 }, TypeError],
    ['a share as number', { byPayer: { cash: 5 } }, TypeError],
    ['a share of number zero', { byPayer: { cash: 0 } }, TypeError],
    ['an amount that CBOR integers do not reach', { total: AMOUNT_MAX }, RangeError],
  ])('%s', (_name, change, error) => {
    const changed = { ...STATEMENT, ...change } as SettlementStatement;
    expect(() => encodeStatement(changed)).toThrow(error);
    // The core has no state hash, and so cannot mind a wrong one.
    if (!('stateHash' in change)) expect(() => encodeCore(changed)).toThrow(error);
  });
});

describe('bytes out of form are refused', () => {
  const fields = decodeCbor(encodeStatement(STATEMENT)) as ReadonlyMap<number, CborInput>;
  const changed = (key: number, value: CborInput | undefined) => {
    const map = new Map(fields);
    if (value === undefined) map.delete(key);
    else map.set(key, value);
    return encodeCbor(map);
  };

  test.each(Object.entries(STATEMENT_KEYS))('%s absent', (name, key) => {
    if (name === 'reverses') return;
    const refused = refusal(() => parseStatement(changed(key, undefined)));
    expect(refused).toMatchObject({ code: 'crypto.settlement-malformed', detail: { field: name } });
  });

  test.each<readonly [string, number, CborInput, string]>([
    ['id of version 4', 1, hex('019cd0604cd040008000000000000001'), 'id'],
    ['id of 15 bytes', 1, new Uint8Array(15), 'id'],
    ['county as number', 2, 999_101, 'home'],
    ['serial of 7 bytes', 3, new Uint8Array(7), 'cardSerial'],
    ['serial as text', 3, '9990000000000001', 'cardSerial'],
    ['sequence 0', 4, 0, 'sequence'],
    ['sequence 2^32', 4, 2 ** 32, 'sequence'],
    ['attempt 0', 5, 0, 'attempt'],
    ['state hash of 31 bytes', 6, new Uint8Array(31), 'stateHash'],
    ['plan id with a line end', 7, 'a\n', 'planId'],
    ['plan version empty', 8, '', 'planVersion'],
    ['bill hash as text', 9, 'b', 'billHash'],
    ['total negative', 10, -1, 'total'],
    ['payers as array', 11, [], 'byPayer'],
    ['a payer paying nothing', 11, new Map([[1, 0]]), 'byPayer.pooled-fund'],
    ['a payer paying less', 11, new Map([[99, -1]]), 'byPayer.cash'],
    ['an unknown payer', 11, new Map([[11, 1]]), 'key 11'],
    ['a payer by name', 11, new Map([['cash', 1]]), 'text key'],
    ['provider of 13 characters', 12, 'H999201000011', 'provider'],
    ['terminal id empty', 13, '', 'terminalId'],
    ['module id of 9 bytes', 14, new Uint8Array(9), 'samId'],
    ['settled before 1970', 15, -1, 'settledAt'],
    ['settled in 2200', 15, 7_258_118_400, 'settledAt'],
    ['reverses null', 16, null, 'reverses'],
    ['a field added', 17, 0, 'key 17'],
    ['key 0', 0, 0, 'key 0'],
  ])('%s', (_name, key, value, field) => {
    const refused = refusal(() => parseStatement(changed(key, value)));
    expect(refused).toMatchObject({ code: 'crypto.settlement-malformed', detail: { field } });
  });

  test('an array, and more bytes than any settlement', () => {
    expect(refusal(() => parseStatement(hex('80'))).code).toBe('crypto.settlement-malformed');
    const long = encodeCbor(new Uint8Array(STATEMENT_BYTES_MAX));
    expect(refusal(() => parseStatement(long)).code).toBe('crypto.cbor-too-large');
  });
});

test('amounts that are wrong still have bytes, for verifySettlement to judge', () => {
  const byPayer = { cash: -5n as Amount };
  expect(encodeStatement({ ...STATEMENT, byPayer })).not.toEqual(encodeStatement(STATEMENT));
});
