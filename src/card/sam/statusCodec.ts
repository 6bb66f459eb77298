/**
 * What a module says of itself, one canonical CBOR map:
 *
 * ```
 * 1 id, 8 bytes     4 [key versions]     7 tries left, with a PIN    9 sum left, fen
 * 2 role, 0 READ    5 last day, days     8 uses left
 * 3 suite           6 PIN, 0 not needed
 * ```
 *
 * Role and PIN count in the order of the lists below; append only.
 */

import { fromHex, toHex } from '../../bytes.ts';
import {
  type CborInput,
  type CborValue,
  decodeCbor,
  encodeCbor,
  MapFields,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { SAM_ROLES, type SamId, type SamStatus, type SuiteId } from '../../model/index.ts';
import { amount } from '../../money.ts';
import { dateOfDays, daysOf } from '../../time.ts';
import { ID_BYTES } from './application.ts';

const PIN_STATES = ['not-needed', 'needed', 'verified', 'blocked'] as const;
/** Two generations of three roles, with room for as many again; the answer stays within 256 bytes. */
export const KEY_VERSIONS_MAX = 12;
const KEY_VERSION_MAX = 0x7f;
const TRIES_MAX = 15;
const DAYS = { min: 0, max: 84_005 };
const COUNTS = { min: 0, max: Number.MAX_SAFE_INTEGER };

export function encodeSamStatus(status: SamStatus): Uint8Array {
  const tries: [number, CborInput][] =
    status.pinTriesLeft === undefined ? [] : [[7, status.pinTriesLeft]];
  return encodeCbor(
    new Map<number, CborInput>([
      [1, fromHex(status.id)],
      [2, SAM_ROLES.indexOf(status.role)],
      [3, status.suite],
      [4, status.keyVersions],
      [5, daysOf(status.expiresOn)],
      [6, PIN_STATES.indexOf(status.pin)],
      ...tries,
      [8, status.usesLeft],
      [9, status.dailySumLeft],
    ]),
  );
}

/** @throws OneCardError `sam.message-malformed`, `crypto.cbor-…`. */
export function parseSamStatus(bytes: Uint8Array): SamStatus {
  const fields = new MapFields(decodeCbor(bytes), {
    code: 'sam.message-malformed',
    document: 'status of the security module',
  });
  const pin = PIN_STATES[fields.integer(6, 'pin', { min: 0, max: PIN_STATES.length - 1 })]!;
  if (fields.has(7) !== (pin !== 'not-needed')) throw fields.refused('pinTriesLeft', 'with a PIN');
  const status: SamStatus = {
    id: samIdOf(fields.bytes(1, 'id', ID_BYTES)),
    role: SAM_ROLES[fields.integer(2, 'role', { min: 0, max: SAM_ROLES.length - 1 })]!,
    suite: fields.integer(3, 'suite', { min: 1, max: 2 }) as SuiteId,
    keyVersions: keyVersionsOf(fields),
    expiresOn: dateOfDays(fields.integer(5, 'expiresOn', DAYS)),
    pin,
    ...(fields.has(7) && {
      pinTriesLeft: fields.integer(7, 'pinTriesLeft', { min: 0, max: TRIES_MAX }),
    }),
    usesLeft: fields.integer(8, 'usesLeft', COUNTS),
    dailySumLeft: amount(BigInt(fields.integer(9, 'dailySumLeft', COUNTS))),
  };
  fields.end();
  return status;
}

/** The module's id as text. */
export function samIdOf(bytes: Uint8Array): SamId {
  return toHex(bytes).toUpperCase() as SamId;
}

function keyVersionsOf(fields: MapFields): readonly number[] {
  const value: CborValue = fields.value(4, 'keyVersions');
  const isList = Array.isArray(value) && value.length <= KEY_VERSIONS_MAX;
  if (!isList || !value.every(isKeyVersion)) throw fields.refused('keyVersions', 'key versions');
  return value as readonly number[];
}

function isKeyVersion(value: CborValue): boolean {
  return typeof value === 'number' && value > 0 && value <= KEY_VERSION_MAX;
}

/** A driver met an answer that is not the module's protocol. */
export function strangeAnswer(command: string, rule: string): OneCardError {
  return new OneCardError('sam.message-malformed', { command, rule });
}
