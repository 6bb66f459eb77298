/** Fields of a message, each looked at once, with the place where it stood. */

import { OneCardError } from '../../../errors/index.ts';
import {
  type Amount,
  parseQuantity,
  parseUnitPrice,
  parseYuan,
  type Quantity,
  type UnitPrice,
} from '../../../money.ts';
import { type PlainDate, plainDate } from '../../../time.ts';
import { ExactDecimal, type ExactValue } from '../shared/exactJson.ts';

/** Characters of a field that has no shorter limit of its own. */
const CHARACTERS_MAX = 200;

/** Rows of one list in a message: the largest batch of lines that interfaces of provinces take. */
const ROWS_MAX = 1_000;

/** A civil day and, where the message gives one, its time. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?)?$/;

/** @throws OneCardError `national.field-wrong`, as every reading method */
export class Fields {
  readonly path: string;
  readonly #values: Readonly<Record<string, ExactValue>>;

  constructor(values: Readonly<Record<string, ExactValue>>, path: string) {
    this.path = path;
    this.#values = values;
  }

  /** The object at `path`. */
  static of(value: ExactValue | undefined, path: string): Fields {
    if (!isRecord(value)) {
      throw wrong(path, '应为对象');
    }
    return new Fields(value, path);
  }

  wrong(name: string, expected: string): OneCardError {
    return wrong(this.#at(name), expected);
  }

  /** Absent, null and empty alike are undefined. */
  optional(name: string, charactersMax = CHARACTERS_MAX): string | undefined {
    const value = this.#own(name);
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' && !(value instanceof ExactDecimal)) {
      throw this.wrong(name, '应为文本或数字');
    }
    const text = (typeof value === 'string' ? value : value.text).trim();
    if (text.length > charactersMax) throw this.wrong(name, `至多 ${charactersMax} 个字符`);
    if (/\p{C}/u.test(text)) throw this.wrong(name, '不得含控制字符');
    return text === '' ? undefined : text;
  }

  text(name: string, charactersMax = CHARACTERS_MAX): string {
    const text = this.optional(name, charactersMax);
    if (text === undefined) throw this.wrong(name, '必填');
    return text;
  }

  /** Text of a shape. */
  code(name: string, shape: RegExp, expected: string): string {
    const text = this.text(name);
    if (!shape.test(text)) throw this.wrong(name, expected);
    return text;
  }

  amount(name: string): Amount {
    return this.#parsed(name, '金额，至多两位小数', parseYuan);
  }

  optionalAmount(name: string): Amount | undefined {
    return this.optional(name) === undefined ? undefined : this.amount(name);
  }

  price(name: string): UnitPrice {
    return this.#parsed(name, '单价，至多六位小数', parseUnitPrice);
  }

  quantity(name: string): Quantity {
    return this.#parsed(name, '数量，至多四位小数', parseQuantity);
  }

  /** The day of `yyyy-MM-dd` or `yyyy-MM-dd HH:mm:ss`. */
  day(name: string): PlainDate {
    return this.#parsed(name, '日期 yyyy-MM-dd 或 yyyy-MM-dd HH:mm:ss', (text) =>
      plainDate(MOMENT.exec(text)?.[1] ?? text),
    );
  }

  optionalDay(name: string): PlainDate | undefined {
    return this.optional(name) === undefined ? undefined : this.day(name);
  }

  /** Bytes as base64 text, or as a list of numbers, as Java writes them. */
  bytes(name: string): Uint8Array {
    const value = this.#own(name);
    if (typeof value === 'string') {
      const bytes = Buffer.from(value, 'base64');
      if (value !== '' && bytes.toString('base64') === value) return Uint8Array.from(bytes);
    }
    if (Array.isArray(value)) {
      return Uint8Array.from(value as readonly ExactValue[], (each) => this.#byte(each, name));
    }
    throw this.wrong(name, 'base64 文本，或字节数组');
  }

  #byte(value: ExactValue, name: string): number {
    const text = value instanceof ExactDecimal ? value.text : '';
    const byte = Number(text);
    if (!/^-?\d{1,3}$/.test(text) || byte < -128 || byte > 255) throw this.wrong(name, '字节');
    return byte & 0xff;
  }

  has(name: string): boolean {
    return this.#own(name) !== undefined;
  }

  isText(name: string): boolean {
    return typeof this.#own(name) === 'string';
  }

  optionalFields(name: string): Fields | undefined {
    const value = this.#own(name);
    return value === undefined || value === null ? undefined : this.fields(name);
  }

  fields(name: string): Fields {
    return Fields.of(this.#own(name), this.#at(name));
  }

  /** Rows of a list; a single object counts as a list of one. */
  rows(name: string): readonly Fields[] {
    const value = this.#own(name) ?? [];
    const rows = Array.isArray(value) ? (value as readonly ExactValue[]) : [value];
    if (rows.length > ROWS_MAX) throw this.wrong(name, `至多 ${ROWS_MAX} 条`);
    const isList = Array.isArray(value);
    return rows.map((row, at) =>
      Fields.of(row, isList ? `${this.#at(name)}[${at}]` : this.#at(name)),
    );
  }

  /** The record of a transaction: under one of `names`, under `data`, or right here. */
  record(...names: readonly string[]): Fields {
    const name = [...names, 'data'].find((each) => {
      const value = this.#own(each);
      return Array.isArray(value) || isRecord(value);
    });
    if (name === undefined) return this;
    const [first, ...others] = this.rows(name);
    if (!first || others.length > 0) throw this.wrong(name, '应为一条');
    return first;
  }

  #own(name: string): ExactValue | undefined {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  #at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  #parsed<T>(name: string, expected: string, parse: (text: string) => T): T {
    const text = this.text(name);
    try {
      return parse(text);
    } catch {
      throw this.wrong(name, expected);
    }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, ExactValue>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof ExactDecimal);
}

function wrong(field: string, expected: string): OneCardError {
  return new OneCardError('national.field-wrong', { field, expected });
}
