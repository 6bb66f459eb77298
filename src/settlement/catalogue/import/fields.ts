/** Texts of a table's fields become values; each form names the rule that a wrong text breaks. */

import type { ProviderLevel } from '../../../model/index.ts';
import { PROVIDER_LEVELS } from '../../../model/index.ts';
import {
  parseQuantity,
  parseUnitPrice,
  type Quantity,
  type Ratio,
  type UnitPrice,
} from '../../../money.ts';
import { type PlainDate, plainDate } from '../../../time.ts';
import { parseRatio } from '../../document/ratio.ts';
import { DIAGNOSES_MAX, DIAGNOSIS_PREFIX } from '../schema.ts';
import type { TableRule } from './rules.ts';

/** A field that does not fit. */
export class FieldFault {
  readonly rule: TableRule;

  constructor(rule: TableRule) {
    this.rule = rule;
  }
}

/** A text that is not empty becomes a value. */
export type FieldForm<Value> = (text: string) => Value | FieldFault;

const fault = (rule: TableRule) => new FieldFault(rule);

/** The characters of the documents' texts (docs/bill.md). */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;
/** Texts of these characters alone hold none of the above. */
const ASCII = /^[\x20-\x7e]*$/;

/** What holds for every field before its own form is looked at. */
export function checkText(text: string): FieldFault | undefined {
  if (!ASCII.test(text) && HIDDEN.test(text)) return fault('field-character');
  // ASCII alone is tested above: a control character is not printable either.
  if (text.trim() !== text) return fault('field-space');
  return undefined;
}

export function words(charactersMax: number): FieldForm<string> {
  // A copy: a slice would keep the text of the whole file alive.
  return (text) =>
    text.length > charactersMax ? fault('field-too-long') : Buffer.from(text).toString();
}

export function code(pattern: RegExp): FieldForm<string> {
  return (text) => (pattern.test(text) ? Buffer.from(text).toString() : fault('field-code'));
}

/** @param choices texts and what they stand for */
export function choice<Value>(choices: Readonly<Record<string, Value>>): FieldForm<Value> {
  const values = new Map(Object.entries(choices));
  return (text) => values.get(text) ?? fault('field-choice');
}

const DAYS = new Map<string, PlainDate>();
/** Different dates in a catalogue: a few hundred days of change. */
const DAYS_MAX = 10_000;

export const day: FieldForm<PlainDate> = (text) => {
  const known = DAYS.get(text);
  if (known !== undefined) return known;
  try {
    const date = plainDate(Buffer.from(text).toString());
    if (DAYS.size < DAYS_MAX) DAYS.set(date, date);
    return date;
  } catch {
    return fault('field-date');
  }
};

const PRICE = /^(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/;
export const price: FieldForm<UnitPrice> = (text) =>
  PRICE.test(text) ? parseUnitPrice(text) : fault('field-price');

const RATIO = /^(?:100(?:\.0{1,4})?|(?:0|[1-9]\d?)(?:\.\d{1,4})?)%$/;
export const share: FieldForm<Ratio> = (text) =>
  RATIO.test(text) ? parseRatio(text) : fault('field-ratio');

const QUANTITY = /^(?:0|[1-9]\d{0,9})(?:\.\d{1,4})?$/;
export const quantity: FieldForm<Quantity> = (text) => {
  const value = QUANTITY.test(text) ? parseQuantity(text) : 0n;
  return value > 0n ? (value as Quantity) : fault('field-number');
};

export function whole(min: number, max: number): FieldForm<number> {
  return (text) => {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
    return value >= min && value <= max ? value : fault('field-number');
  };
}

/** Several values, between semicolons or blanks, each once. */
function list<Value>(form: FieldForm<Value>, countMax: number): FieldForm<readonly Value[]> {
  return (text) => {
    const parts = text.split(/[; ]+/).filter((part) => part !== '');
    if (parts.length > countMax || new Set(parts).size !== parts.length) {
      return fault('field-choice');
    }
    const values: Value[] = [];
    for (const part of parts) {
      const value = form(part);
      if (value instanceof FieldFault) return value;
      values.push(value);
    }
    return values.length === 0 ? fault('field-choice') : values;
  };
}

export const diagnoses = list(code(DIAGNOSIS_PREFIX), DIAGNOSES_MAX);
export const levels = list<ProviderLevel>(
  choice(Object.fromEntries(PROVIDER_LEVELS.map((level) => [level, level]))),
  PROVIDER_LEVELS.length,
);
