/**
 * Time: civil dates are those of China (UTC+8, no summer time since 1992) whatever the host's zone
 * says; instants are UTC.
 */

import { OneCardError } from './errors/index.ts';
import type { Brand } from './model/brand.ts';

/** A civil date `YYYY-MM-DD` in China, 1900-01-01 to 2199-12-31; compares as text. */
export type PlainDate = Brand<string, 'PlainDate'>;
/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
export type Instant = Brand<number, 'Instant'>;

const DAY_MS = 86_400_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;
/** 1900-01-01T00:00:00Z and the last millisecond of 2199, UTC. */
const INSTANT_MIN = -2_208_988_800_000;
const INSTANT_MAX = 7_258_118_399_999;

/** A civil date from text. @throws OneCardError `time.not-a-date` for anything else than a real day. */
export function plainDate(text: string): PlainDate {
  if (!isRealDay(text)) throw new OneCardError('time.not-a-date', { text: text.slice(0, 20) });
  return text as PlainDate;
}

/** Worked out by hand: every charge of every bill has its day, and Date.parse takes 02-30 for 03-02. */
function isRealDay(text: string): boolean {
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  return day >= 1 && day <= lastDayOf(Number(text.slice(0, 4)), month);
}

/** The last day of a month; none, 0, of a month that there is not. */
function lastDayOf(year: number, month: number): number {
  if (month !== 2) return DAYS_OF_MONTHS[month - 1] ?? 0;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap ? 29 : 28;
}

const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** @throws RangeError unless `ms` is a safe whole number within the range of PlainDate. */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms) || ms < INSTANT_MIN || ms > INSTANT_MAX) {
    throw new RangeError('"ms" expected whole milliseconds from 1900 to 2199');
  }
  return ms as Instant;
}

/** An instant from ISO 8601 text with an explicit zone. @throws OneCardError `time.not-an-instant`. */
export function parseInstant(text: string): Instant {
  // Hour 24 would be the next day under another name.
  const shape = /^([\d-]{10})T(?!24)\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;
  const day = shape.exec(text)?.[1];
  const ms = day !== undefined && isRealDay(day) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms) || ms < INSTANT_MIN || ms > INSTANT_MAX) {
    throw new OneCardError('time.not-an-instant', { text: text.slice(0, 40) });
  }
  return instant(ms);
}

/** The civil date in China at `at`. */
export function chinaDate(at: Instant): PlainDate {
  return new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 10) as PlainDate;
}

/** `2026-03-09 10:15:00`, China's wall clock at `at`, for people. */
export function chinaTimeText(at: Instant): string {
  return new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** ISO 8601 UTC text of `at`, for documents. */
export function instantText(at: Instant): string {
  return new Date(at).toISOString();
}

/** The instant at which the civil date begins in China. */
export function startOfDay(date: PlainDate): Instant {
  return instant(Date.parse(`${date}T00:00:00Z`) - CHINA_OFFSET_MS);
}

/** Whole days from 1970-01-01 to `date`, as the card stores dates. */
export function daysOf(date: PlainDate): number {
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8)].map(Number);
  return Date.UTC(year!, month! - 1, day) / DAY_MS;
}

/** The civil date `days` after 1970-01-01. @throws OneCardError `time.not-a-date`. */
export function dateOfDays(days: number): PlainDate {
  const ms = days * DAY_MS;
  if (!Number.isSafeInteger(days) || Math.abs(ms) > 8.64e15) {
    throw new OneCardError('time.not-a-date', { text: String(days) });
  }
  return plainDate(new Date(ms).toISOString().slice(0, 10));
}

/** `date` moved by whole days. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return dateOfDays(daysOf(date) + days);
}

/** The calendar year of a date. */
export function yearOf(date: PlainDate): number {
  return Number(date.slice(0, 4));
}

/** Completed years of age on `on` of someone born on `born`. */
export function ageOn(born: PlainDate, on: PlainDate): number {
  return yearOf(on) - yearOf(born) - (on.slice(5) < born.slice(5) ? 1 : 0);
}
