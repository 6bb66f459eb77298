/** What a virtual card holds: the issuer's image, its keys, its PIN and its counters. */

import type { CardImage } from '../card/index.ts';
import {
  type ElementaryFile,
  FILES,
  type FileName,
  frameHeadBytes,
  LOG_RECORD_BYTES,
  LOG_RECORD_COUNT,
} from '../card/index.ts';
import type { ChannelKeys, PrivateKey } from '../crypto/index.ts';
import type { SecretPin } from '../model/index.ts';

/** The keys of a chip: 0x81 answers a challenge, 0x82 signs settlements. Print as `[secret]`. */
export interface CardKeys {
  readonly authentication: PrivateKey;
  readonly settlement: PrivateKey;
  /** Key sets of the secure channel, one a role. */
  readonly channel: readonly ChannelKeys[];
  /** The holder's PIN, when the card has one. */
  readonly pin?: SecretPin;
}

/** Wrong PINs in a row before the card blocks it. */
export const PIN_TRIES = 3;

/**
 * Failed EXTERNAL AUTHENTICATE in a row, after which only ISSUE keys open a channel. Nobody guesses a
 * cryptogram of 8 bytes in 64 tries; a broken terminal makes no more of them than that.
 */
export const FAILURES_MAX = 64;

/** The holder's PIN as the card keeps it. */
export interface HolderPin {
  /** PIN block, 8 bytes. */
  readonly block: Uint8Array;
  readonly triesLeft: number;
}

/** Never changed in place: a command computes the next contents, and they take over once stored. */
export interface CardContents extends CardImage {
  readonly keys: Pick<CardKeys, 'authentication' | 'settlement'>;
  /** Key sets of the secure channel by key version. */
  readonly channel: ReadonlyMap<number, ChannelKeys>;
  readonly pin?: HolderPin;
  /** Transaction counter, 32 bits: raised before every signature of key 0x82. */
  readonly atc: number;
  /** 24 bits: raised at every INITIALIZE UPDATE. */
  readonly channelSequence: number;
  /** EXTERNAL AUTHENTICATE that failed since the last that did not. */
  readonly failedAuthentications: number;
}

export const ATC_MAX = 0xffff_ffff;

/** One change of non-volatile memory; each is all or nothing. */
export type CardChange =
  | {
      readonly kind: 'update';
      readonly fid: number;
      readonly offset: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'append'; readonly record: Uint8Array }
  | { readonly kind: 'atc'; readonly atc: number }
  | { readonly kind: 'pin'; readonly pin: HolderPin }
  | { readonly kind: 'channel-sequence'; readonly sequence: number }
  | { readonly kind: 'failed-authentications'; readonly count: number }
  /** `retired` is the version that goes as the new one comes. */
  | { readonly kind: 'key'; readonly keys: ChannelKeys; readonly retired: number }
  /** A whole settlement: log record, state slot and counter. */
  | {
      readonly kind: 'settlement';
      readonly record: Uint8Array;
      readonly fid: number;
      readonly slot: Uint8Array;
      readonly atc: number;
    };

/** The transparent files of a card with their names. */
export const TRANSPARENT_FILES = (Object.entries(FILES) as [FileName, ElementaryFile][]).filter(
  ([, file]) => file.structure === 'transparent',
);

const SLOTS: ReadonlySet<number> = new Set([FILES['EF.STATE-A'].fid, FILES['EF.STATE-B'].fid]);

export function isSlot(fid: number): boolean {
  return SLOTS.has(fid);
}

/** A state slot is whole; any other file ends with its content. */
export function fileBytesRange(name: FileName): { readonly min: number; readonly max: number } {
  const { sizeBytes, fid } = FILES[name];
  return { min: isSlot(fid) ? sizeBytes : 1, max: sizeBytes };
}

/** The image's own part: what a card is issued with before its keys are loaded. */
export function assertImage(image: CardImage): void {
  for (const [name, { fid }] of TRANSPARENT_FILES) {
    const { min, max } = fileBytesRange(name);
    const byteCount = image.files.get(fid)?.length ?? -1;
    if (byteCount < min || byteCount > max) {
      throw new RangeError(`"image" expected ${min} to ${max} bytes of ${name}`);
    }
  }
  if (image.files.size !== TRANSPARENT_FILES.length) {
    throw new RangeError('"image" expected no file beside those of the table');
  }
  const isLogRight = image.log.every((record) => record.length === LOG_RECORD_BYTES);
  if (!isLogRight || image.log.length > LOG_RECORD_COUNT) {
    throw new RangeError(`"image" expected ${LOG_RECORD_COUNT} records of ${LOG_RECORD_BYTES}`);
  }
}

/** The contents after `change`. */
export function changed(contents: CardContents, change: CardChange): CardContents {
  switch (change.kind) {
    case 'update':
      return { ...contents, files: updated(contents, change) };
    case 'append':
      return { ...contents, log: [change.record, ...contents.log].slice(0, LOG_RECORD_COUNT) };
    case 'atc':
      return { ...contents, atc: change.atc };
    case 'pin':
      return { ...contents, pin: change.pin };
    case 'channel-sequence':
      return { ...contents, channelSequence: change.sequence };
    case 'failed-authentications':
      return { ...contents, failedAuthentications: change.count };
    case 'key': {
      const channel = new Map(contents.channel).set(change.keys.keyVersion, change.keys);
      channel.delete(change.retired);
      return { ...contents, channel };
    }
    case 'settlement': {
      const { record, fid, slot, atc } = change;
      const log = [record, ...contents.log].slice(0, LOG_RECORD_COUNT);
      return { ...contents, log, atc, files: new Map(contents.files).set(fid, slot) };
    }
  }
}

function updated(
  { files }: CardContents,
  { fid, offset, bytes }: Extract<CardChange, { kind: 'update' }>,
): ReadonlyMap<number, Uint8Array> {
  const before = files.get(fid)!;
  const written = new Uint8Array(Math.max(before.length, offset + bytes.length));
  written.set(before);
  written.set(bytes, offset);
  if (isSlot(fid)) return new Map(files).set(fid, written);
  const [, file] = TRANSPARENT_FILES.find(([, each]) => each.fid === fid)!;
  const end = frameHeadBytes(written);
  if (end === undefined || end > file.sizeBytes) return new Map(files).set(fid, written);
  const whole = new Uint8Array(end);
  whole.set(written.subarray(0, end));
  return new Map(files).set(fid, whole);
}

/**
 * What of `change` is in memory when the power went after `bytesWritten` bytes; nothing when not even
 * one was written. The rest of a torn record reads as erased. What is not a file is written whole or
 * not at all.
 */
export function torn(change: CardChange, bytesWritten: number): CardChange | undefined {
  if (bytesWritten === 0) return undefined;
  switch (change.kind) {
    case 'update':
      return { ...change, bytes: change.bytes.slice(0, bytesWritten) };
    case 'append': {
      const record = change.record.map((byte, index) => (index < bytesWritten ? byte : 0));
      return { ...change, record };
    }
    case 'pin':
    case 'channel-sequence':
    case 'failed-authentications':
      return change;
    case 'atc':
    case 'key':
    case 'settlement':
      return undefined;
  }
}
