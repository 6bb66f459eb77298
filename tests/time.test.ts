import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  ageOn,
  chinaDate,
  chinaTimeText,
  dateOfDays,
  daysOf,
  instant,
  instantText,
  parseInstant,
  plainDate,
  startOfDay,
  yearOf,
} from '../src/time.ts';

const DAYS_MIN = daysOf(plainDate('1900-01-01'));
const DAYS_MAX = daysOf(plainDate('2199-12-31'));
const dates = fc.integer({ min: DAYS_MIN, max: DAYS_MAX }).map(dateOfDays);

describe('civil dates', () => {
  test.each(['1900-01-01', '2000-02-29', '2024-02-29', '2026-03-09', '2199-12-31'])(
    '%s',
    (text) => {
      expect(plainDate(text)).toBe(text);
    },
  );

  test.each([
    '1899-12-31',
    '2200-01-01',
    '1900-02-29',
    '2100-02-29',
    '2026-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-3-9',
    '2026/03/09',
    '20260309',
    ' 2026-03-09',
    '2026-03-09T00:00:00Z',
    '２０２６-03-09',
    '',
  ])('%j is no date', (text) => {
    expect(() => plainDate(text)).toThrow('time.not-a-date');
  });

  test('days and dates are inverse, and text order is time order', () => {
    fc.assert(
      fc.property(dates, dates, (a, b) => {
        expect(dateOfDays(daysOf(a))).toBe(a);
        expect(a < b).toBe(daysOf(a) < daysOf(b));
        expect(addDays(a, daysOf(b) - daysOf(a))).toBe(b);
      }),
    );
  });

  test('the day after the last is refused, fractions too', () => {
    expect(dateOfDays(DAYS_MAX)).toBe('2199-12-31');
    for (const days of [DAYS_MAX + 1, DAYS_MIN - 1, 0.5, Number.NaN, 1e12]) {
      expect(() => dateOfDays(days)).toThrow('time.not-a-date');
    }
  });

  test.each([
    ['2000-02-29', '2026-02-28', 25],
    ['2000-02-29', '2026-03-01', 26],
    ['1966-03-09', '2026-03-08', 59],
    ['1966-03-09', '2026-03-09', 60],
    ['2026-03-09', '2026-03-09', 0],
  ])('born %s, on %s', (born, on, age) => {
    expect(ageOn(plainDate(born), plainDate(on))).toBe(age);
  });
});

describe('instants', () => {
  test.each([
    // Midnight in China is 16:00 UTC of the day before.
    ['2026-03-08T15:59:59.999Z', '2026-03-08'],
    ['2026-03-08T16:00:00Z', '2026-03-09'],
    ['2025-12-31T16:00:00Z', '2026-01-01'],
    ['2026-03-09T00:00:00+08:00', '2026-03-09'],
    ['2026-03-08T11:00:00-05:00', '2026-03-09'],
    // No summer time is counted, also in the years that had one.
    ['1988-07-01T15:30:00Z', '1988-07-01'],
  ])('%s is %s in China', (text, date) => {
    expect(chinaDate(parseInstant(text))).toBe(date);
  });

  test.each([
    '2026-03-09T02:00:00',
    '2026-03-09',
    '2026-03-09 02:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-03-09T24:00:00Z',
    '2026-03-09T25:00:00Z',
    '2026-03-09T10:60:00Z',
    '1899-12-31T23:59:59Z',
    '1900-01-01T00:00:00+08:00',
    '2200-01-01T00:00:00Z',
    'now',
    '',
  ])('%j is no instant', (text) => {
    expect(() => parseInstant(text)).toThrow('time.not-an-instant');
  });

  test('a day begins at its midnight in China', () => {
    fc.assert(
      fc.property(fc.integer({ min: DAYS_MIN + 1, max: DAYS_MAX }).map(dateOfDays), (date) => {
        const start = startOfDay(date);
        expect(chinaDate(start)).toBe(date);
        expect(chinaDate(instant(start - 1))).toBe(addDays(date, -1));
        expect(chinaTimeText(start)).toBe(`${date} 00:00:00`);
      }),
    );
  });

  test('text for people is China, text for documents UTC', () => {
    const at = parseInstant('2026-03-09T02:15:00.250Z');
    expect(chinaTimeText(at)).toBe('2026-03-09 10:15:00');
    expect(instantText(at)).toBe('2026-03-09T02:15:00.250Z');
  });

  test('only whole milliseconds from 1900 to 2199', () => {
    expect(instant(0)).toBe(0);
    for (const ms of [
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -2_208_988_800_001,
      7_258_118_400_000,
    ]) {
      expect(() => instant(ms)).toThrow(RangeError);
    }
  });

  test('the year of a date', () => {
    expect(yearOf(plainDate('2026-12-31'))).toBe(2026);
  });
});

test('every text of the form is a day exactly when the calendar has it', () => {
  const part = (max: number) =>
    fc.integer({ min: 0, max }).map((of) => String(of).padStart(2, '0'));
  const year = fc.oneof(fc.integer({ min: 1900, max: 2199 }), fc.constantFrom(1900, 2000, 2100));
  fc.assert(
    fc.property(year, part(13), part(32), (of, month, day) => {
      const text = `${of}-${month}-${day}`;
      const ms = Date.parse(`${text}T00:00:00Z`);
      const isDay = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
      if (!isDay) {
        expect(() => plainDate(text)).toThrow('time.not-a-date');
        return;
      }
      expect(daysOf(plainDate(text))).toBe(ms / 86_400_000);
      expect(dateOfDays(daysOf(plainDate(text)))).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});
