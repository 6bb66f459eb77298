/** A message in the reports that carry it, as a profile describes them. Pure, and the same for both ends. */

import { concat } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { FragmentField, HidProfile } from './profile.ts';

/** What a fragment header says. */
interface FragmentHead {
  /** Whether another fragment follows. */
  readonly hasMore: boolean;
  readonly payload: Uint8Array;
}

function fieldBytes(field: FragmentField): number {
  return field.field === 'constant' ? field.value.length : 1;
}

/** Bytes of the message that one report carries at most. */
export function payloadBytes(profile: HidProfile, reportBytes: number): number {
  return reportBytes - profile.fragment.reduce((sum, field) => sum + fieldBytes(field), 0);
}

/** Most fragments that one message can have: what its sequence field can number. */
export function fragmentsMax(profile: HidProfile): number {
  const sequence = profile.fragment.find((field) => field.field === 'sequence');
  // The first announces how many follow and must not look like one that follows.
  return sequence ? Math.min(sequence.next, 0x100 - sequence.next) : Number.MAX_SAFE_INTEGER;
}

/**
 * The reports of a message, without report id, filled up.
 * @throws RangeError when the message is longer than the profile's limit: the caller's bug.
 */
export function encodeFragments(
  profile: HidProfile,
  message: Uint8Array,
  reportBytes: number,
): readonly Uint8Array[] {
  const capacity = payloadBytes(profile, reportBytes);
  const total = Math.max(1, Math.ceil(message.length / capacity));
  if (message.length > profile.messageBytesMax || total > fragmentsMax(profile)) {
    throw new RangeError(`"message" expected at most ${profile.messageBytesMax} bytes`);
  }
  return Array.from({ length: total }, (_, index) => {
    const payload = message.subarray(index * capacity, (index + 1) * capacity);
    const report = new Uint8Array(reportBytes).fill(profile.fill);
    report.set(concat([encodeHead(profile.fragment, index, total, payload.length), payload]));
    return report;
  });
}

function encodeHead(
  fields: readonly FragmentField[],
  index: number,
  total: number,
  used: number,
): Uint8Array {
  const parts: Uint8Array[] = [];
  // From the last field to the first: a count counts what stands after it.
  let after = used;
  for (const field of [...fields].reverse()) {
    parts.unshift(headField(field, index, total, after));
    after += fieldBytes(field);
  }
  return concat(parts);
}

function headField(field: FragmentField, index: number, total: number, after: number): Uint8Array {
  const hasMore = index < total - 1;
  switch (field.field) {
    case 'constant':
      return field.value;
    case 'flag':
      return Uint8Array.of(hasMore ? field.more : field.last);
    case 'count':
      return Uint8Array.of(hasMore && field.more !== undefined ? field.more : after);
    case 'sequence':
      return Uint8Array.of(index === 0 ? total - 1 : field.next + index);
  }
}

/** Puts one message together again. Takes each report once, in order. */
export class FragmentAssembly {
  readonly #profile: HidProfile;
  readonly #parts: Uint8Array[] = [];
  #bytes = 0;
  /** How many fragments the first one announced, where the profile numbers them. */
  #announced: number | undefined;

  constructor(profile: HidProfile) {
    this.#profile = profile;
  }

  /**
   * @returns the payloads once the last one is there, with the fill of the last report at their end
   *   where the profile does not count payload bytes
   * @throws OneCardError `reader.hid-frame`; the assembly is of no use afterwards.
   */
  push(report: Uint8Array, reportBytes: number): Uint8Array | undefined {
    if (report.length !== reportBytes) {
      throw this.#broken('report-length', { reportBytes: report.length });
    }
    const { hasMore, payload } = this.#parse(report);
    this.#parts.push(payload);
    this.#bytes += payload.length;
    const capacity = payloadBytes(this.#profile, reportBytes);
    // The last report may hold fill; everything before it must already lie within the limit.
    if (this.#bytes - capacity >= this.#profile.messageBytesMax)
      throw this.#broken('message-length');
    if (hasMore && payload.length < capacity) throw this.#broken('fragment-not-full');
    return hasMore ? undefined : concat(this.#parts);
  }

  #parse(report: Uint8Array): FragmentHead {
    let offset = 0;
    let end = report.length;
    let hasMore: boolean | undefined;
    for (const field of this.#profile.fragment) {
      const byte = report[offset]!;
      offset += fieldBytes(field);
      switch (field.field) {
        case 'constant':
          if (
            !field.value.every(
              (value, index) => report[offset - field.value.length + index] === value,
            )
          ) {
            throw this.#broken('fragment-constant');
          }
          break;
        case 'flag':
          if (byte !== field.more && byte !== field.last) throw this.#broken('fragment-flag');
          hasMore = byte === field.more;
          break;
        case 'count':
          if (field.more !== undefined) hasMore = byte === field.more;
          if (hasMore !== true || field.more === undefined) end = offset + byte;
          if (end > report.length) throw this.#broken('fragment-count', { count: byte });
          break;
        case 'sequence':
          hasMore = this.#sequence(byte, field.next);
          break;
      }
    }
    if (end < offset) throw this.#broken('fragment-count');
    return { hasMore: hasMore === true, payload: report.slice(offset, end) };
  }

  #sequence(byte: number, next: number): boolean {
    const index = this.#parts.length;
    if (this.#announced === undefined) {
      if (byte >= fragmentsMax(this.#profile)) throw this.#broken('sequence', { sequence: byte });
      this.#announced = byte;
    } else if (byte !== next + index) {
      throw this.#broken('sequence', { sequence: byte, expected: next + index });
    }
    return index < this.#announced;
  }

  #broken(rule: string, detail: Readonly<Record<string, number>> = {}): OneCardError {
    return new OneCardError('reader.hid-frame', { framing: this.#profile.id, rule, ...detail });
  }
}
