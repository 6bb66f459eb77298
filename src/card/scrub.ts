/**
 * Masks what identifies a person or a card in text that leaves the hospital: reports for support, logs.
 * Nothing here knows where a text came from; it looks for forms, and for names that it is told.
 *
 * | form | masked |
 * |---|---|
 * | identity number, 18 characters (GB 11643-1999) or 15 digits | when the date of birth in it is a day, or its check character is right |
 * | bank card number, 16 to 19 digits | when its check digit is right (ISO/IEC 7812-1, Luhn) |
 * | card serial, module id or card identification, 16 or 32 hexadecimal digits in capitals | always |
 * | number of a social-security card, a letter and eight characters | when its check character is right |
 * | member number, county code and five groups | always |
 * | mobile phone number, 11 digits | always |
 * | a name after 姓名, 持卡人, 参合人, 患者, 病人, 户主, or holder, patient | always |
 * | names that the caller knows | always |
 *
 * Numbers are found with single spaces between their digits and in full-width digits too. What is masked
 * keeps its first three and last four characters (a card number its first and last two), so that two places can still be seen to mean one person.
 */

import { identityCheckCharacter } from './codec/identifiers.ts';
import { isCardNumber } from './profiles/cardNumber.ts';

export interface ScrubOptions {
  /** Names to mask wherever they stand; those of one character are left alone. */
  readonly names?: readonly string[];
}

const DIGIT = '[0-9\uff10-\uff19]';
/** 11 to 19 digits with single spaces between, the last one perhaps the check character X. */
const LONG_NUMBER = new RegExp(
  `(?<!${DIGIT})${DIGIT}(?:[ \u3000]?${DIGIT}){10,18}(?:[ \u3000]?[Xx\uff38\uff58])?(?!${DIGIT})`,
  'g',
);
const SERIAL = /(?<![0-9A-Za-z])(?:[0-9A-F]{16}){1,2}(?![0-9A-Za-z])/g;
const CARD_NUMBER = /(?<![0-9A-Za-z])[A-Z]\d{7}[\dX](?![0-9A-Za-z])/g;
const MEMBER_NUMBER = /(?<![0-9-])[1-9]\d{5}(?:-\d{1,6}){5}(?![0-9-])/g;
/** Label, at most a few marks, and the name up to the next mark. */
const LABELLED_NAME =
  /(姓名|持卡人|参合人|患者|病人|户主|\b[Hh]older(?: name)?|\b[Pp]atient(?: name)?)(["']?\s{0,2}[:：=]\s{0,2}["']?)([\p{L}·]{1,40}(?: [\p{L}·]{1,40}){0,3})/gu;

const KEPT_FIRST = 3;
const KEPT_LAST = 4;
const PHONE = /^1[3-9]\d{9}$/;
const IDENTITY_18 = /^[1-9]\d{16}[\dX]$/;
const IDENTITY_15 = /^[1-9]\d{14}$/;
const BANK_CARD = /^\d{16,19}$/;

/** `text` with identity, card, bank and phone numbers and names masked. */
export function scrubText(text: string, { names = [] }: ScrubOptions = {}): string {
  let scrubbed = text
    .replaceAll(MEMBER_NUMBER, masked)
    .replaceAll(LONG_NUMBER, (found) => (isPersonal(plainNumber(found)) ? masked(found) : found))
    .replaceAll(SERIAL, masked)
    .replaceAll(CARD_NUMBER, (found) => (isCardNumber(found) ? maskedShort(found) : found))
    .replaceAll(LABELLED_NAME, (_, label: string, mark: string, name: string) => {
      return `${label}${mark}${maskedName(name)}`;
    });
  // Longest first: a name inside another one must not hide it.
  const known = names.filter((name) => name.length > 1).sort((a, b) => b.length - a.length);
  for (const name of known) scrubbed = scrubbed.replaceAll(name, maskedName(name));
  return scrubbed;
}

/** ASCII digits without spaces. */
function plainNumber(found: string): string {
  return found.normalize('NFKC').replaceAll(' ', '').toUpperCase();
}

function isPersonal(number: string): boolean {
  return (
    PHONE.test(number) ||
    (IDENTITY_18.test(number) && (hasBirthday(number.slice(6, 14)) || hasRightCheck(number))) ||
    (IDENTITY_15.test(number) && hasBirthday(`19${number.slice(6, 12)}`)) ||
    (BANK_CARD.test(number) && luhnSum(number) % 10 === 0)
  );
}

function hasBirthday(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].map(Number);
  const isYear = year! >= 1800 && year! < 2200;
  return isYear && month! >= 1 && month! <= 12 && day! >= 1 && day! <= 31;
}

function hasRightCheck(number: string): boolean {
  return number[17] === identityCheckCharacter(number.slice(0, 17));
}

/** Every second digit from the right, beginning with the last but one, counts twice. */
function luhnSum(number: string): number {
  let sum = 0;
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number.at(-1 - index));
    const weighed = index % 2 === 1 ? 2 * digit : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum;
}

function masked(found: string): string {
  const hidden = '*'.repeat(Math.max(0, found.length - KEPT_FIRST - KEPT_LAST));
  return `${found.slice(0, KEPT_FIRST)}${hidden}${found.slice(-KEPT_LAST)}`;
}

/** Nine characters: three and four of them would leave two to guess, of which one is a check. */
function maskedShort(found: string): string {
  return `${found.slice(0, 1)}${'*'.repeat(found.length - 3)}${found.slice(-2)}`;
}

/** The first character; how many follow is nobody's business. */
function maskedName(name: string): string {
  return `${Array.from(name)[0]}**`;
}

/**
 * An answer to reset whose historical bytes are masked: some cards put their own number there. What
 * stands before them is the same for every card of a kind.
 * @param atrHex hexadecimal digits in capitals
 */
export function scrubAtr(atrHex: string): string {
  const first = Number.parseInt(atrHex.slice(2, 4), 16);
  if (Number.isNaN(first)) return atrHex;
  let offset = 2;
  let announced = first >> 4;
  // Each round goes on to the next TD; the text ends.
  while (announced !== 0 && offset * 2 < atrHex.length) {
    const count = [0, 1, 2, 3].filter((bit) => (announced & (1 << bit)) !== 0).length;
    const hasNext = (announced & 0x8) !== 0;
    offset += count;
    announced = hasNext ? Number.parseInt(atrHex.slice(offset * 2 - 2, offset * 2), 16) >> 4 : 0;
  }
  const hidden = atrHex.length - offset * 2;
  return atrHex.slice(0, offset * 2) + 'x'.repeat(Math.max(0, hidden));
}
