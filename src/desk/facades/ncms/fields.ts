/** Fields of a message's body, each read once and checked. */

import { type PlainDate, plainDate } from '../../../time.ts';
import { RequestInvalid } from '../../guard/shape.ts';
import { type FourDecimals, parseFourDecimals } from './amounts.ts';
import type { XmlElement } from './xml.ts';

/** Characters of a field that names something. */
const TEXT_CHARACTERS_MAX = 200;

/** What is wrong with a field, in the words of an answer. */
export const FIELD_RULES = {
  missing: '不能为空',
  twice: '重复出现',
  'too-long': '过长',
  'not-four-decimals': '不是最多四位小数的数值',
  'not-a-date': '不是日期（yyyy-MM-dd）',
  'not-a-flag': '只能是 0 或 1',
  'not-a-code': '不是编码（字母、数字、点、下划线、短横，至多 30 位）',
  'not-a-turn': '只能是 0、1 或 2',
  'not-icd-10': '不是 ICD-10（医保版）疾病诊断编码',
} as const;
export type FieldRule = keyof typeof FIELD_RULES;

export function wrongField(path: string, rule: FieldRule): RequestInvalid {
  return new RequestInvalid([{ path, rule }]);
}

/** Of a field that may be left out or empty. @throws RequestInvalid */
export function optionalText(body: XmlElement, name: string): string | undefined {
  const found = body.children.filter((child) => child.name === name);
  if (found.length > 1) throw wrongField(name, 'twice');
  const text = found[0]?.text.trim();
  if (text === undefined || text === '') return undefined;
  if (text.length > TEXT_CHARACTERS_MAX) throw wrongField(name, 'too-long');
  return text;
}

export function requiredText(body: XmlElement, name: string): string {
  const text = optionalText(body, name);
  if (text === undefined) throw wrongField(name, 'missing');
  return text;
}

/** Digits, letters and `._-`: what a hospital gives out as a number. */
export function requiredCode(body: XmlElement, name: string): string {
  const text = requiredText(body, name);
  if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,29}$/.test(text)) throw wrongField(name, 'not-a-code');
  return text;
}

/** The civil day, of a day or of a moment. */
export function optionalDate(body: XmlElement, name: string): PlainDate | undefined {
  const text = optionalText(body, name);
  if (text === undefined) return undefined;
  const day = /^(\d{4}-\d{2}-\d{2})(?:[ T][\d:. ]{1,16})?$/.exec(text)?.[1];
  try {
    return plainDate(day ?? '');
  } catch {
    throw wrongField(name, 'not-a-date');
  }
}

/** `1` or `0`; true unless told. */
export function flag(body: XmlElement, name: string): boolean {
  const text = optionalText(body, name) ?? '1';
  if (text !== '0' && text !== '1') throw wrongField(name, 'not-a-flag');
  return text === '1';
}

/** Not negative, with four decimals at most. */
export function requiredNumber(body: XmlElement, name: string): FourDecimals {
  return numberOf(requiredText(body, name), name);
}

export function optionalNumber(body: XmlElement, name: string): FourDecimals | undefined {
  const text = optionalText(body, name);
  return text === undefined ? undefined : numberOf(text, name);
}

function numberOf(text: string, name: string): FourDecimals {
  const value = parseFourDecimals(text);
  if (value === undefined || value < 0n) throw wrongField(name, 'not-four-decimals');
  return value;
}

const ICD_10 = /^[A-Z]\d{2}(?:\.[0-9x]{1,3}(?:x\d{3})?)?[+*]?$/;

/** 疾病代码: the main diagnosis and further ones, in the order of `names`. */
export function diagnosesIn(body: XmlElement, names: readonly string[]): readonly string[] {
  const listed = body.children
    .filter(({ name }) => name === 'disList')
    .flatMap(({ children }) => children.flatMap((each) => [each, ...each.children]))
    .filter(({ name }) => name === 'disCode')
    .map(({ text }) => text.trim());
  const named = names.flatMap((name) => optionalText(body, name) ?? []);
  const all = [...new Set([...named, ...listed])].filter((code) => code !== '');
  if (!all.every((code) => ICD_10.test(code))) throw wrongField(names[0]!, 'not-icd-10');
  return all;
}

/**
 * Diagnoses that take the place of others, none where none is named. Further ones come with the main one:
 * alone they would become it.
 */
export function newDiagnosesIn(body: XmlElement): readonly string[] {
  const named = diagnosesIn(body, ['diseaseCode', 'secondIcdNo', 'threeIcdNo']);
  if (named.length > 0) requiredText(body, 'diseaseCode');
  return named;
}

/** Elements at any depth that hold one of the fields: lists are called this or that. */
export function elementsWith(body: XmlElement, names: readonly string[]): readonly XmlElement[] {
  if (body.children.some(({ name }) => names.includes(name))) return [body];
  return body.children.flatMap((child) => elementsWith(child, names));
}

/** What the lines of an upload hold. */
export const LINE_FIELDS = ['hisDetailCode', 'detailCode'] as const;
