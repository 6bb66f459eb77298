/**
 * The lines between this program and the child process that holds a vendor's library. One JSON object
 * a line, UTF-8, ended by LF; requests go to the child's standard input, answers come from its
 * standard output, one request at a time. docs/readers-vendor.md is the specification.
 *
 * ```
 * {"id":1,"method":"hello","protocols":[1]}
 * {"id":1,"result":{"protocol":1,"program":"onecard-vendor-child","architecture":"x64"}}
 * {"id":2,"method":"load","library":"SSCardDriver.dll","binding":{…}}
 * {"id":2,"result":{"missing":[]}}
 * {"id":3,"method":"call","function":"iReadCardBas","arguments":{"iType":3}}
 * {"id":3,"result":{"value":0,"outputs":{"pOutInfo":"OTk5…"}}}
 * {"id":4,"error":{"code":"buffer-overrun","argument":"pOutInfo"}}
 * ```
 */

/** The one version there is; `hello` offers those that the parent speaks. */
export const PROTOCOL_VERSION = 1;

/** A 65,538-byte response is 87,384 base64 digits; three such and all names stay below. */
export const LINE_BYTES_MAX = 256 * 1024;

export type VendorRequest =
  | { readonly method: 'hello'; readonly protocols: readonly number[] }
  | { readonly method: 'load'; readonly library: string; readonly binding: unknown }
  | {
      readonly method: 'call';
      readonly function: string;
      /** Numbers as numbers, bytes as base64; outputs and lengths are left out. */
      readonly arguments: Readonly<Record<string, number | string>>;
    };

/** Why a child could not do what it was asked. */
export const CHILD_FAILURES = [
  'protocol-not-spoken',
  'bad-request',
  'library-not-loaded',
  'function-missing',
  'buffer-overrun',
  'output-unterminated',
  'output-too-long',
  'call-refused',
] as const;
export type ChildFailure = (typeof CHILD_FAILURES)[number];

export interface ChildError {
  readonly code: ChildFailure;
  /** Which output it is about. */
  readonly argument?: string;
  /** What the system says: a loader's message, never an answer of the library. */
  readonly reason?: string;
}

export type ChildMessage =
  | { readonly id: number; readonly result: Readonly<Record<string, unknown>> }
  | { readonly id: number; readonly error: ChildError };

/** Characters of a loader's message that are kept. */
const REASON_CHARACTERS_MAX = 400;

/**
 * A child's answer out of a line.
 * @returns the rule that it breaks, when it breaks one.
 */
export function parseChildMessage(line: Uint8Array): ChildMessage | { readonly broken: string } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return { broken: 'not-json' };
  }
  if (!isObject(value)) return { broken: 'not-an-object' };
  const { id, result, error } = value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) return { broken: 'id' };
  if (result !== undefined && error !== undefined) return { broken: 'result-and-error' };
  if (isObject(result)) return { id, result };
  if (!isObject(error)) return { broken: 'neither-result-nor-error' };
  const { code, argument, reason } = error;
  if (!CHILD_FAILURES.includes(code as ChildFailure)) return { broken: 'error-code' };
  return {
    id,
    error: {
      code: code as ChildFailure,
      ...(typeof argument === 'string' && /^\w{1,64}$/.test(argument) && { argument }),
      ...(typeof reason === 'string' && { reason: printable(reason) }),
    },
  };
}

/** What a `call` gave: the function's value and its outputs. */
export interface CallResult {
  readonly value: number;
  readonly outputs: Readonly<Record<string, Uint8Array>>;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @returns the rule that a `call` result breaks, when it breaks one. */
export function parseCallResult(
  result: Readonly<Record<string, unknown>>,
  sizes: Readonly<Record<string, number>>,
): CallResult | { readonly broken: string } {
  const { value, outputs } = result;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return { broken: 'value' };
  if (!isObject(outputs)) return { broken: 'outputs' };
  const names = Object.keys(sizes);
  if (Object.keys(outputs).length !== names.length) return { broken: 'output-count' };
  const decoded: Record<string, Uint8Array> = {};
  for (const name of names) {
    const text = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (typeof text !== 'string' || !BASE64.test(text)) return { broken: 'output-base64' };
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    if (bytes.length > sizes[name]!) return { broken: 'output-too-long' };
    decoded[name] = bytes;
  }
  return { value, outputs: decoded };
}

/** @returns what of `names` is missing, or undefined when the result says something else. */
export function parseLoadResult(
  result: Readonly<Record<string, unknown>>,
  names: readonly string[],
): readonly string[] | undefined {
  const { missing } = result;
  if (!Array.isArray(missing) || !missing.every((name) => names.includes(name))) return undefined;
  return missing as readonly string[];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line of a message, without control characters. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, REASON_CHARACTERS_MAX);
}
