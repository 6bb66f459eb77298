/**
 * The canonical settlement: a CBOR map with integer keys, deterministic, so that card, terminal and
 * centre all sign and hash the same bytes (docs/formats/crypto.md, "Settlement").
 *
 * The numbers below stand in signed bytes: they are never reused and never change meaning.
 */

import { equalBytes, toHex } from '../../bytes.ts';
import type {
  CardSerial,
  CountyCode,
  ProviderCode,
  SamId,
  SettlementId,
  SettlementStatement,
  TerminalId,
} from '../../model/index.ts';
import { amount } from '../../money.ts';
import { instant } from '../../time.ts';
import { decodeCbor } from '../cbor/codec.ts';
import { MapFields } from '../cbor/fields.ts';
import {
  putBytes,
  putCount,
  putEnd,
  putInteger,
  putMapUncounted,
  putText,
  writeBy,
} from '../cbor/write.ts';
import {
  AREA_CODE,
  CHIP_ID_BYTES,
  chipBytes,
  HASH_BYTES,
  matching,
  SECONDS_RANGE,
  sized,
  UUID_7,
  UUID_BYTES,
  uuidBytes,
  type WholeRange,
  wholeSeconds,
  within,
} from '../forms.ts';
import { parseAmounts, payingOf, paySame, putAmount, putAmounts } from './amounts.ts';

/** The statement before the card's new state is known: what the state itself can refer to. */
export type StatementCore = Omit<SettlementStatement, 'stateHash'>;

export const STATEMENT_KEYS = {
  id: 1,
  home: 2,
  cardSerial: 3,
  sequence: 4,
  attempt: 5,
  stateHash: 6,
  planId: 7,
  planVersion: 8,
  billHash: 9,
  total: 10,
  byPayer: 11,
  provider: 12,
  terminalId: 13,
  samId: 14,
  settledAt: 15,
  reverses: 16,
} as const satisfies Record<keyof SettlementStatement, number>;
const KEYS = STATEMENT_KEYS;

/** About 300 bytes with every payer; four times that is no settlement. */
export const STATEMENT_BYTES_MAX = 1200;

/** Settlements on one card: the state keeps 32 bits. */
const SEQUENCE_RANGE: WholeRange = { min: 1, max: 2 ** 32 - 1 };
/** Tries of one settlement: each is a visit to a desk; 16 bits never run out. */
const ATTEMPT_RANGE: WholeRange = { min: 1, max: 2 ** 16 - 1 };
/** Whole fen as far as CBOR records reach; nobody is charged less than nothing. */
const TOTAL_RANGE: WholeRange = { min: 0, max: Number.MAX_SAFE_INTEGER };

const FIELD_NAMES = Object.keys(KEYS) as (keyof SettlementStatement)[];
/** Fields of every statement; `stateHash` and `reverses` stand in some. */
const FIELDS_ALWAYS = FIELD_NAMES.length - 2;

/** 定点医药机构编码: 12 characters. */
const PROVIDER_CODE = /^[0-9A-Z]{12}$/;
const TERMINAL_ID = /^[0-9A-Z-]{1,16}$/;
/** Ids and versions of plans are printed on receipts: no blanks, no control characters, 64 at most. */
const PLAN_TEXT = /^[^\s\p{Cc}]{1,64}$/u;

/**
 * The canonical bytes of a statement. Amounts may be wrong here; `verifySettlement` says so.
 * @throws TypeError, RangeError for a field that has not its form
 */
export function encodeStatement(statement: SettlementStatement): Uint8Array {
  return writeBy(putStatement, statement);
}

/** The same bytes inside of what is being written. @throws TypeError, RangeError as `encodeStatement`. */
export function putStatement(statement: SettlementStatement): void {
  putFields(statement, sized(statement.stateHash, 'stateHash', HASH_BYTES));
}

/** The canonical bytes without `stateHash`. */
export function encodeCore(core: StatementCore): Uint8Array {
  return writeBy(putFields, core);
}

/**
 * The inverse of `encodeStatement`: every field in its form, no other field, amounts positive.
 * Payers without an amount are absent.
 * @throws OneCardError `crypto.settlement-malformed`, `crypto.cbor-…`
 */
export function parseStatement(bytes: Uint8Array): SettlementStatement {
  const value = decodeCbor(bytes, { bytesMax: STATEMENT_BYTES_MAX });
  const fields = new MapFields(value, {
    code: 'crypto.settlement-malformed',
    document: 'settlement',
  });
  const statement: SettlementStatement = {
    id: settlementId(fields, KEYS.id, 'id'),
    home: fields.text<CountyCode>(KEYS.home, 'home', AREA_CODE),
    cardSerial: chipId<CardSerial>(fields, KEYS.cardSerial, 'cardSerial'),
    sequence: fields.integer(KEYS.sequence, 'sequence', SEQUENCE_RANGE),
    attempt: fields.integer(KEYS.attempt, 'attempt', ATTEMPT_RANGE),
    stateHash: fields.bytes(KEYS.stateHash, 'stateHash', HASH_BYTES),
    planId: fields.text(KEYS.planId, 'planId', PLAN_TEXT),
    planVersion: fields.text(KEYS.planVersion, 'planVersion', PLAN_TEXT),
    billHash: fields.bytes(KEYS.billHash, 'billHash', HASH_BYTES),
    total: amount(BigInt(fields.integer(KEYS.total, 'total', TOTAL_RANGE))),
    byPayer: parseAmounts(fields.map(KEYS.byPayer, 'byPayer')),
    provider: fields.text<ProviderCode>(KEYS.provider, 'provider', PROVIDER_CODE),
    terminalId: fields.text<TerminalId>(KEYS.terminalId, 'terminalId', TERMINAL_ID),
    samId: chipId<SamId>(fields, KEYS.samId, 'samId'),
    settledAt: instant(fields.integer(KEYS.settledAt, 'settledAt', SECONDS_RANGE) * 1000),
    ...(fields.has(KEYS.reverses)
      ? { reverses: settlementId(fields, KEYS.reverses, 'reverses') }
      : {}),
  };
  fields.end();
  return statement;
}

/** Whether two statements are the same bytes when signed, for one at least that has its form. */
export function sameStatement(one: SettlementStatement, other: SettlementStatement): boolean {
  return FIELD_NAMES.every((name) => {
    const [a, b] = [one[name], other[name]];
    if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b);
    return name === 'byPayer' ? paySame(one.byPayer, other.byPayer) : a === b;
  });
}

/** As encoding and parsing it again would give it: nothing of it is shared. */
export function copyStatement(statement: SettlementStatement): SettlementStatement {
  const { reverses, byPayer, ...rest } = statement;
  return {
    ...rest,
    stateHash: rest.stateHash.slice(),
    billHash: rest.billHash.slice(),
    byPayer: payingOf(byPayer),
    ...(reverses === undefined ? {} : { reverses }),
  };
}

/** Keys ascend: so they are written. */
function putFields(core: StatementCore, stateHash?: Uint8Array): void {
  const place = putMapUncounted();
  putField(KEYS.id, putBytes, uuidBytes(core.id, 'id'));
  putField(KEYS.home, putText, matching(core.home, 'home', AREA_CODE));
  putField(KEYS.cardSerial, putBytes, chipBytes(core.cardSerial, 'cardSerial'));
  putField(KEYS.sequence, putInteger, within(core.sequence, 'sequence', SEQUENCE_RANGE));
  putField(KEYS.attempt, putInteger, within(core.attempt, 'attempt', ATTEMPT_RANGE));
  if (stateHash) putField(KEYS.stateHash, putBytes, stateHash);
  putField(KEYS.planId, putText, matching(core.planId, 'planId', PLAN_TEXT));
  putField(KEYS.planVersion, putText, matching(core.planVersion, 'planVersion', PLAN_TEXT));
  putField(KEYS.billHash, putBytes, sized(core.billHash, 'billHash', HASH_BYTES));
  putField(KEYS.total, putAmount, core.total);
  putField(KEYS.byPayer, putAmounts, core.byPayer);
  putField(KEYS.provider, putText, matching(core.provider, 'provider', PROVIDER_CODE));
  putField(KEYS.terminalId, putText, matching(core.terminalId, 'terminalId', TERMINAL_ID));
  putField(KEYS.samId, putBytes, chipBytes(core.samId, 'samId'));
  putField(KEYS.settledAt, putInteger, wholeSeconds(core.settledAt, 'settledAt'));
  const { reverses } = core;
  if (reverses !== undefined) putField(KEYS.reverses, putBytes, uuidBytes(reverses, 'reverses'));
  putCount(place, FIELDS_ALWAYS + (stateHash ? 1 : 0) + (reverses === undefined ? 0 : 1));
  putEnd();
}

function putField<T>(key: number, put: (value: T) => void, value: T): void {
  putInteger(key);
  put(value);
}

function chipId<Id extends string>(fields: MapFields, key: number, name: string): Id {
  return toHex(fields.bytes(key, name, CHIP_ID_BYTES)).toUpperCase() as Id;
}

function settlementId(fields: MapFields, key: number, name: string): SettlementId {
  const hex = toHex(fields.bytes(key, name, UUID_BYTES));
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!UUID_7.test(id)) throw fields.refused(name, 'UUID of version 7');
  return id as SettlementId;
}
