/** Numbers that the façade gives out, and how instants stand in them. */

import { toHex } from '../../../bytes.ts';
import type { RandomSource, SettlementId } from '../../../model/index.ts';
import { chinaTimeText, type Instant } from '../../../time.ts';

/** `yyyyMMddHHmmssSSS` in China. */
export function compactTime(at: Instant): string {
  return `${chinaTimeText(at).replaceAll(/\D/g, '')}${String(at % 1000).padStart(3, '0')}`;
}

/** 30 digits: area 6, time 14, and ten drawn ones. */
export function longNumber(area: string, at: Instant, random: RandomSource): string {
  return `${area}${compactTime(at).slice(0, 14)}${drawnDigits(random, 10)}`;
}

/** Number of a visit, 22 digits: with the count of its settlements it still fits a bill number of 30. */
export function visitNumber(at: Instant, random: RandomSource): string {
  return `${compactTime(at).slice(0, 14)}${drawnDigits(random, 8)}`;
}

function drawnDigits(random: RandomSource, count: number): string {
  const drawn = BigInt(`0x${toHex(random.bytes(8))}`) % 10n ** BigInt(count);
  return drawn.toString().padStart(count, '0');
}

/** A settlement's id in the 30 characters of `setl_id`: 25 digits of base 36. */
export function setlIdOf(id: SettlementId): string {
  return BigInt(`0x${id.replaceAll('-', '')}`)
    .toString(36)
    .toUpperCase()
    .padStart(25, '0');
}
