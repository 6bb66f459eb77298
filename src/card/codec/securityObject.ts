/**
 * EF.SOD: the county's word on what the card says. COSE_Sign1 for the context `OneCard/SOD/1` over
 *
 * | key | content |
 * |---|---|
 * | 1 | version, 1 |
 * | 2 | digest algorithm, COSE number: -16 SHA-256, -70003 SM3 |
 * | 3 | {file number: digest, 32 bytes} of the five static files |
 * | 4 | COSE_Key of the card's key 0x81 |
 * | 5 | serial of the card, 8 bytes |
 * | 6 | [day of signing, first day, last day], days |
 * | 7 | generation of the issuer's card keys |
 * | 8 | [number of the status list, index in it] |
 * | 9 | COSE_Key of the card's key 0x82 |
 *
 * The shape is that of the mobile security object in ISO/IEC 18013-5:2021 §9.1.2.4.
 */

import { type CborValue, type CoseContext, decodeCbor, encodeCbor } from '../../crypto/index.ts';
import type { CardSerial, StaticFileNumber, SuiteId } from '../../model/index.ts';
import { daysOf, type PlainDate } from '../../time.ts';
import { fileNumberOf, SIGNED_FILES } from '../files.ts';
import {
  bytesOf,
  dateOf,
  decodeFile,
  encodeChecked,
  inside,
  integerOf,
  listOf,
  malformed,
  mapOf,
  type Place,
} from './fields.ts';
import { idBytes, serialOf } from './identifiers.ts';

export const SECURITY_OBJECT_CONTEXT: CoseContext = 'OneCard/SOD/1';

/** COSE algorithm numbers of each suite's digest: RFC 9054 §2.1, and private use for SM3. */
export const DIGEST_ALGORITHMS = { 1: -16, 2: -70_003 } as const satisfies Record<SuiteId, number>;

const FILE = 'EF.SOD';
const ROOT: Place = { file: FILE, field: '' };
const VERSION = 1;
const DIGEST_BYTES = 32;
const COUNTER_MAX = 0xffff_ffff;
const SIGNED_NUMBERS = SIGNED_FILES.map(fileNumberOf);

export interface SecurityObject {
  readonly digestAlgorithm: number;
  readonly digests: ReadonlyMap<StaticFileNumber, Uint8Array>;
  /** COSE_Key bytes of key 0x81. */
  readonly authenticationKey: Uint8Array;
  /** COSE_Key bytes of key 0x82. */
  readonly settlementKey: Uint8Array;
  readonly serial: CardSerial;
  readonly signedOn: PlainDate;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate;
  /** From 1. */
  readonly keyGeneration: number;
  readonly statusList: { readonly listNumber: number; readonly index: number };
}

/**
 * The payload of EF.SOD, unproven.
 * @throws OneCardError `card.malformed-file`.
 */
export function parseSecurityObject(payload: Uint8Array): SecurityObject {
  const fields = mapOf(decodeFile(payload, FILE), ROOT, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const at = (key: number) => [fields.get(key), inside(ROOT, key)] as const;
  integerOf(...at(1), VERSION, VERSION);
  const dates = listOf(...at(6), 3, 3).map((day, index) => dateOf(day, inside(ROOT, `6.${index}`)));
  const [signedOn, validFrom, validUntil] = dates as [PlainDate, PlainDate, PlainDate];
  if (validUntil < validFrom) throw malformed(inside(ROOT, 6), 'ends-before-start');
  const [listNumber, index] = listOf(...at(8), 2, 2);
  return {
    digestAlgorithm: integerOf(...at(2), -COUNTER_MAX, -1),
    digests: digestsOf(...at(3)),
    authenticationKey: keyOf(...at(4)),
    settlementKey: keyOf(...at(9)),
    serial: serialOf(...at(5)),
    signedOn,
    validFrom,
    validUntil,
    keyGeneration: integerOf(...at(7), 1, COUNTER_MAX),
    statusList: {
      listNumber: integerOf(listNumber, inside(ROOT, '8.0'), 1, COUNTER_MAX),
      index: integerOf(index, inside(ROOT, '8.1'), 0, COUNTER_MAX),
    },
  };
}

function digestsOf(value: CborValue | undefined, place: Place): SecurityObject['digests'] {
  const fields = mapOf(value ?? null, place, SIGNED_NUMBERS);
  return new Map(
    SIGNED_NUMBERS.map((number) => [
      number,
      bytesOf(fields.get(number), inside(place, number), DIGEST_BYTES),
    ]),
  );
}

/** Canonical bytes of the COSE_Key in a field; whether it is a key of the suite is for its user. */
function keyOf(value: CborValue | undefined, place: Place): Uint8Array {
  if (!(value instanceof Map)) throw malformed(place, 'not-a-map');
  return encodeCbor(value);
}

/** @throws RangeError when a field is out of its limits. */
export function encodeSecurityObject(content: SecurityObject): Uint8Array {
  return encodeChecked(
    new Map<number, CborValue>([
      [1, VERSION],
      [2, content.digestAlgorithm],
      [3, content.digests],
      [4, decodeCbor(content.authenticationKey)],
      [5, idBytes(content.serial)],
      [6, [content.signedOn, content.validFrom, content.validUntil].map(daysOf)],
      [7, content.keyGeneration],
      [8, [content.statusList.listNumber, content.statusList.index]],
      [9, decodeCbor(content.settlementKey)],
    ]),
    parseSecurityObject,
  );
}
