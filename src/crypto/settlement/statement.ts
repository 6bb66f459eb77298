/**
 * The canonical settlement: a CBOR map with integer keys, deterministic, so that card, terminal and
 * centre all sign and hash the same bytes (docs/formats/crypto.md, "Settlement").
 *
 * The numbers below stand in signed bytes: they are never reused and never change meaning.
 */

import { toHex } from '../../bytes.ts';
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
import { decodeCbor, encodeCbor } from '../cbor/codec.ts';
import { MapFields } from '../cbor/fields.ts';
import type { CborInput } from '../cbor/value.ts';
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
import { encodeAmounts, parseAmounts, payingOf } from './amounts.ts';

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
  const stateHash = sized(statement.stateHash, 'stateHash', HASH_BYTES);
  return encodeCbor(mapOf(statement, stateHash));
}

/** The canonical bytes without `stateHash`. */
export function encodeCore(core: StatementCore): Uint8Array {
  return encodeCbor(mapOf(core, undefined));
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
function mapOf(
  core: StatementCore,
  stateHash: Uint8Array | undefined,
): ReadonlyMap<number, CborInput> {
  const map = new Map<number, CborInput>();
  map.set(KEYS.id, uuidBytes(core.id, 'id'));
  map.set(KEYS.home, matching(core.home, 'home', AREA_CODE));
  map.set(KEYS.cardSerial, chipBytes(core.cardSerial, 'cardSerial'));
  map.set(KEYS.sequence, within(core.sequence, 'sequence', SEQUENCE_RANGE));
  map.set(KEYS.attempt, within(core.attempt, 'attempt', ATTEMPT_RANGE));
  if (stateHash) map.set(KEYS.stateHash, stateHash);
  map.set(KEYS.planId, matching(core.planId, 'planId', PLAN_TEXT));
  map.set(KEYS.planVersion, matching(core.planVersion, 'planVersion', PLAN_TEXT));
  map.set(KEYS.billHash, sized(core.billHash, 'billHash', HASH_BYTES));
  map.set(KEYS.total, amount(core.total));
  map.set(KEYS.byPayer, encodeAmounts(core.byPayer));
  map.set(KEYS.provider, matching(core.provider, 'provider', PROVIDER_CODE));
  map.set(KEYS.terminalId, matching(core.terminalId, 'terminalId', TERMINAL_ID));
  map.set(KEYS.samId, chipBytes(core.samId, 'samId'));
  map.set(KEYS.settledAt, wholeSeconds(core.settledAt, 'settledAt'));
  if (core.reverses !== undefined) map.set(KEYS.reverses, uuidBytes(core.reverses, 'reverses'));
  return map;
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
