import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  BY_AREA,
  BY_CODE,
  DRIVER_ERRORS,
  driverError,
  numberOfCode,
} from '../../../../src/desk/facades/cardDriver/errors.ts';
import { ERRORS, type ErrorCode, OneCardError } from '../../../../src/errors/index.ts';
import { ROOT } from '../../../support/sources.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const DOCUMENT = readFileSync(join(ROOT, 'docs/desk-card-driver.md'), 'utf8');

test('every error of ours has one of the documented negative numbers', () => {
  for (const code of CODES) {
    const number = numberOfCode(code);
    expect([code, Object.hasOwn(DRIVER_ERRORS, number)]).toEqual([code, true]);
    expect(Number(number)).toBeLessThan(0);
  }
  expect(driverError(new OneCardError('reader.no-card'))).toBe('-2');
  expect(driverError(new Error('anything'))).toBe('-1001');
});

test('areas and codes of the table are those that there are', () => {
  const areas = new Set(CODES.map((code) => code.split('.')[0]));
  expect(new Set(Object.keys(BY_AREA))).toEqual(areas);
  expect(Object.keys(BY_CODE).filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
});

test('docs/desk-card-driver.md shows the numbers, their texts, and what stands for what', () => {
  const shown = [...DOCUMENT.matchAll(/^\| (-\d+) \| (\S+) \| (.*) \|$/gm)].map(
    ([, number, zh, from]) => ({ number, zh, from }),
  );
  const namesOf = (
    table: Readonly<Partial<Record<string, string>>>,
    number: string,
    mark: string,
  ) =>
    Object.entries(table)
      .filter(([, each]) => each === number)
      .map(([name]) => `\`${name}${mark}\``);
  const expected = Object.entries(DRIVER_ERRORS)
    .sort(([a], [b]) => Number(b) - Number(a))
    .map(([number, { zh }]) => ({
      number,
      zh,
      from: [...namesOf(BY_AREA, number, '.*'), ...namesOf(BY_CODE, number, '')].join(' '),
    }));
  expect(shown).toEqual(expected);
});
