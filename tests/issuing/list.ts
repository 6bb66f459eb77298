/** Lists of invented persons: area codes and identity numbers begin with 999. */

import { identityCheckCharacter } from '../../src/card/index.ts';

export const HEADER =
  'name,sex,identity_number,address,member_number,participation,family_account,family_members,allowance,chronic';
/** Characters that make a name of two: 900 names. */
const NAMES = '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒';

export interface ListOptions {
  readonly county?: string;
  /** Of the year that the persons have paid for. */
  readonly year?: number;
}

/** The identity number of person `number`, from 1. */
export function identityNumber(county: string, number: number): string {
  const year = 1950 + (number % 60);
  const month = String(1 + (number % 12)).padStart(2, '0');
  const day = String(1 + (Math.floor(number / 720) % 28)).padStart(2, '0');
  const order = String(Math.floor(number / 60) % 1000).padStart(3, '0');
  const digits = `${county}${year}${month}${day}${order}`;
  return `${digits}${identityCheckCharacter(digits)}`;
}

export function memberNumber(county: string, number: number): string {
  return `${county}-01-02-03-${String(number).padStart(5, '0')}-1`;
}

export function row(number: number, { county = '999001', year = 2026 }: ListOptions = {}): string {
  const name = `测试${NAMES[number % NAMES.length]}${NAMES[Math.floor(number / NAMES.length) % NAMES.length]}`;
  const member = memberNumber(county, number);
  return [
    name,
    number % 2 === 0 ? '女' : '男',
    identityNumber(county, number),
    `"测试省测试县,第${number}村"`,
    member,
    `${year - 1}:ordinary:${year - 2}-12-20;${year}:低保:${year - 1}-12-20`,
    `${county}-F${number}`,
    `${member}:0`,
    '200.00',
    number % 5 === 0 ? `E11.900:T-${number}:${year}-01-01:${year}-12-31` : '',
  ].join(',');
}

/** A list of `count` persons, RFC 4180 line ends. */
export function listOf(count: number, options: ListOptions = {}): string {
  const rows = Array.from({ length: count }, (_, index) => row(index + 1, options));
  return `${[HEADER, ...rows].join('\r\n')}\r\n`;
}
