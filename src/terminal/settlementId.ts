import { toHex, uintBytes } from '../bytes.ts';
import type { Clock, RandomSource, SettlementId } from '../model/index.ts';

/**
 * A new settlement id: a UUID of version 7, so that ids sort by the time they were made.
 *
 * ```
 * 48 bits ms since 1970 | 4 bits version 7 | 12 bits random | 2 bits variant 10 | 62 bits random
 * ```
 * Source: RFC 9562 §5.7.
 */
export function newSettlementId(clock: Clock, random: RandomSource): SettlementId {
  const bytes = new Uint8Array(16);
  bytes.set(uintBytes(clock.now(), 6), 0);
  bytes.set(random.bytes(10), 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = toHex(bytes);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${groups.join('-')}-${hex.slice(20)}` as SettlementId;
}
