/**
 * A ZIP archive with one file, as 9101 and 9102 carry it (PKWARE APPNOTE 6.3.10, §4.3):
 *
 *     local header 30 + name │ data, stored or deflated │ central header 46 + name │ end record 22
 *
 * Read strictly: one entry, no comment, no extra field that matters, sizes and CRC as they are stated.
 */

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { FILE_BYTES_MAX } from './limits.ts';

const SIGNATURES = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
const LENGTHS = { local: 30, central: 46, end: 22 } as const;
/** 2.0: deflate. */
const VERSION = 20;
const METHODS = { stored: 0, deflated: 8 } as const;
/** 1980-01-01: the archive does not say when it was made. */
const DATE = 0x21;
/** Names are UTF-8 (bit 11). */
const FLAGS = 0x0800;

/** @returns the archive of one file */
export function zipOf(name: string, content: Uint8Array): Uint8Array {
  const nameBytes = Buffer.from(name, 'utf8');
  const data = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(VERSION, 0);
  common.writeUInt16LE(FLAGS, 2);
  common.writeUInt16LE(METHODS.deflated, 4);
  common.writeUInt16LE(DATE, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  const local = Buffer.concat([signature(SIGNATURES.local), common, nameBytes, data]);
  const made = Buffer.alloc(2);
  made.writeUInt16LE(VERSION);
  // Comment, disk, attributes and the local header's place are all zero.
  const central = Buffer.concat([
    signature(SIGNATURES.central),
    made,
    common,
    Buffer.alloc(LENGTHS.central - 4 - 2 - common.length),
    nameBytes,
  ]);
  const end = Buffer.alloc(LENGTHS.end);
  end.writeUInt32LE(SIGNATURES.end, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Uint8Array.from(Buffer.concat([local, central, end]));
}

/** @returns the content of the one file in it, FILE_BYTES_MAX at most; undefined for anything else */
export function unzipped(bytes: Uint8Array): Uint8Array | undefined {
  const archive = Buffer.from(bytes);
  const endAt = archive.length - LENGTHS.end;
  if (endAt < LENGTHS.local || archive.readUInt32LE(endAt) !== SIGNATURES.end) return undefined;
  const isSingle = archive.readUInt16LE(endAt + 8) === 1 && archive.readUInt16LE(endAt + 10) === 1;
  const centralAt = archive.readUInt32LE(endAt + 16);
  if (!isSingle || centralAt + LENGTHS.central > endAt) return undefined;
  if (archive.readUInt32LE(centralAt) !== SIGNATURES.central) return undefined;
  const central = {
    method: archive.readUInt16LE(centralAt + 10),
    crc: archive.readUInt32LE(centralAt + 16),
    packedLength: archive.readUInt32LE(centralAt + 20),
    length: archive.readUInt32LE(centralAt + 24),
    localAt: archive.readUInt32LE(centralAt + 42),
  };
  const { localAt, packedLength, length } = central;
  if (length > FILE_BYTES_MAX || localAt + LENGTHS.local > centralAt) return undefined;
  if (archive.readUInt32LE(localAt) !== SIGNATURES.local) return undefined;
  const start =
    localAt +
    LENGTHS.local +
    archive.readUInt16LE(localAt + 26) +
    archive.readUInt16LE(localAt + 28);
  if (start + packedLength > centralAt) return undefined;
  const packed = archive.subarray(start, start + packedLength);
  const content = unpacked(packed, central.method, length);
  const isWhole = content && content.length === length && crc32(content) === central.crc;
  return isWhole ? Uint8Array.from(content) : undefined;
}

function unpacked(packed: Buffer, method: number, length: number): Buffer | undefined {
  if (method === METHODS.stored) return packed;
  if (method !== METHODS.deflated) return undefined;
  try {
    // One more than stated: what is longer than it says is refused, not cut.
    return inflateRawSync(packed, { maxOutputLength: length + 1 });
  } catch {
    return undefined;
  }
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
