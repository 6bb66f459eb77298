/**
 * The file of a virtual card: one canonical CBOR map. It holds private keys in the clear, so it is for
 * tests and demonstrations, and its owner must keep it from others' eyes.
 *
 * ```
 * 1 version, 2          6 [log records]             11 channel sequence
 * 2 serial, 8 bytes     7 transaction counter       12 failed authentications
 * 3 suite               8 key 0x81, COSE_Key with d 13 PIN block; may be absent
 * 4 answer to SELECT    9 key 0x82, COSE_Key with d 14 tries left; absent with 13
 * 5 {FID: file bytes}  10 {key version: Key-ENC ‖ Key-MAC ‖ Key-DEK}
 * ```
 */

import { concat, fromHex, toHex } from '../bytes.ts';
import { LOG_RECORD_BYTES, LOG_RECORD_COUNT, PIN_BLOCK_BYTES } from '../card/index.ts';
import {
  type CborValue,
  CHANNEL_SEQUENCE_MAX,
  ChannelKeys,
  decodeCbor,
  encodeCbor,
  exportPrivateKey,
  exportSecretKey,
  importPrivateKey,
  MapFields,
  SecretKey,
  suiteOf,
} from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardSerial, SuiteId } from '../model/index.ts';
import {
  ATC_MAX,
  type CardContents,
  FAILURES_MAX,
  fileBytesRange,
  type HolderPin,
  PIN_TRIES,
  TRANSPARENT_FILES,
} from './contents.ts';

const VERSION = 2;
const SERIAL_BYTES = 8;
/** A SELECT answer fits one short response. */
const FCI_BYTES_MAX = 256;
const KEY_BYTES_MAX = 256;
const CHANNEL_KEY_BYTES = 16;

export function encodeContents(contents: CardContents): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [1, VERSION],
      [2, fromHex(contents.serial)],
      [3, contents.suite],
      [4, contents.fci],
      [5, contents.files],
      [6, contents.log],
      [7, contents.atc],
      [8, exportPrivateKey(contents.keys.authentication)],
      [9, exportPrivateKey(contents.keys.settlement)],
      [10, new Map([...contents.channel].map(([version, keys]) => [version, keyBytes(keys)]))],
      [11, contents.channelSequence],
      [12, contents.failedAuthentications],
      ...pinEntries(contents.pin),
    ]),
  );
}

/** @throws OneCardError `virtual.card-file-damaged`. */
export function parseContents(bytes: Uint8Array): CardContents {
  return readSecretFile('virtual card', bytes, (fields) => {
    fields.integer(1, 'version', { min: VERSION, max: VERSION });
    const serial = toHex(fields.bytes(2, 'serial', SERIAL_BYTES)).toUpperCase() as CardSerial;
    const suite = fields.integer(3, 'suite', { min: 1, max: 2 }) as SuiteId;
    const fci = fields.bytesWithin(4, 'fci', { min: 1, max: FCI_BYTES_MAX });
    const fileFields = fields.map(5, 'files');
    const files = new Map(
      TRANSPARENT_FILES.map(([name, { fid }]) => {
        return [fid, fileFields.bytesWithin(fid, name, fileBytesRange(name))] as const;
      }),
    );
    fileFields.end();
    const log = fields.value(6, 'log');
    if (!isLog(log)) throw fields.refused('log', `records of ${LOG_RECORD_BYTES} bytes`);
    const atc = fields.integer(7, 'atc', { min: 0, max: ATC_MAX });
    const key = (label: number, name: string) =>
      importPrivateKey(
        suiteOf(suite),
        fields.bytesWithin(label, name, { min: 1, max: KEY_BYTES_MAX }),
      );
    const keys = { authentication: key(8, 'key 0x81'), settlement: key(9, 'key 0x82') };
    const counters = {
      channelSequence: fields.integer(11, 'sequence', { min: 0, max: CHANNEL_SEQUENCE_MAX }),
      failedAuthentications: fields.integer(12, 'failures', { min: 0, max: FAILURES_MAX }),
    };
    const channel = channelOf(fields.map(10, 'channel keys'), suite);
    const pin = fields.has(13) ? { pin: pinOf(fields) } : {};
    return { serial, suite, fci, files, log, atc, keys, channel, ...counters, ...pin };
  });
}

function keyBytes({ enc, mac, dek }: ChannelKeys): Uint8Array {
  return concat([enc, mac, dek].map(exportSecretKey));
}

/** Key versions of both suites (GPC_SPE_014 v1.1.1 §5.1). */
const KEY_VERSIONS_MAX = 16;
const FIRST_KEY_VERSION = 0x30;

function channelOf(fields: MapFields, suite: SuiteId): CardContents['channel'] {
  const versions = Array.from({ length: KEY_VERSIONS_MAX }, (_, at) => FIRST_KEY_VERSION + at);
  const present = versions.filter((keyVersion) => fields.has(keyVersion));
  const sets = present.map((keyVersion): [number, ChannelKeys] => {
    const bytes = fields.bytes(keyVersion, 'key set', 3 * CHANNEL_KEY_BYTES);
    const [enc, mac, dek] = [0, 1, 2].map(
      (index) =>
        new SecretKey(bytes.slice(index * CHANNEL_KEY_BYTES, (index + 1) * CHANNEL_KEY_BYTES)),
    ) as [SecretKey, SecretKey, SecretKey];
    return [keyVersion, new ChannelKeys({ suite, keyVersion, enc, mac, dek })];
  });
  fields.end();
  return new Map(sets);
}

function pinEntries(pin: HolderPin | undefined): readonly (readonly [number, CborValue])[] {
  if (!pin) return [];
  return [
    [13, pin.block],
    [14, pin.triesLeft],
  ];
}

function pinOf(fields: MapFields): HolderPin {
  return {
    block: fields.bytes(13, 'PIN block', PIN_BLOCK_BYTES),
    triesLeft: fields.integer(14, 'PIN tries', { min: 0, max: PIN_TRIES }),
  };
}

/**
 * Reads a document of secrets: whatever is wrong with it is one failure, and what it says is never
 * repeated.
 * @throws OneCardError `virtual.card-file-damaged` with the inner code as `rule`.
 */
export function readSecretFile<T>(
  document: string,
  bytes: Uint8Array,
  read: (fields: MapFields) => T,
): T {
  try {
    const error = { code: 'virtual.card-file-damaged', document } as const;
    const fields = new MapFields(decodeCbor(bytes), error);
    const value = read(fields);
    fields.end();
    return value;
  } catch (cause) {
    if (!(cause instanceof OneCardError)) throw cause;
    if (cause.code === 'virtual.card-file-damaged') throw cause;
    const detail = { document, rule: cause.code };
    throw new OneCardError('virtual.card-file-damaged', detail, { cause });
  }
}

function isLog(value: CborValue): value is readonly Uint8Array[] {
  return (
    Array.isArray(value) &&
    value.length <= LOG_RECORD_COUNT &&
    value.every((record) => record instanceof Uint8Array && record.length === LOG_RECORD_BYTES)
  );
}
