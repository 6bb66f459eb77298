/**
 * A vendor's library described as data: which functions it has, what they take and give, how long
 * they may take. The child process calls by it; a child that was written for one library may ignore
 * it. It travels as JSON, so it holds nothing but text and numbers.
 */

import { RESPONSE_BYTES_MAX } from '../limits.ts';

/** One parameter of a C function. `text` and `bytes` go in, the `-out` kinds come back. */
export type VendorArgument =
  | { readonly name: string; readonly kind: 'int' | 'long' | 'byte' }
  /** Bytes, to which the child adds a zero byte: `char *`. */
  | { readonly name: string; readonly kind: 'text' }
  | { readonly name: string; readonly kind: 'bytes' }
  /** How many bytes the argument named `of` has; the child counts them itself. */
  | { readonly name: string; readonly kind: 'length'; readonly of: string }
  /** A buffer that the function fills up to a zero byte. */
  | { readonly name: string; readonly kind: 'text-out'; readonly sizeBytes: number }
  /** A buffer that the function fills with as many bytes as its value says, when that is positive. */
  | { readonly name: string; readonly kind: 'bytes-out'; readonly sizeBytes: number };

export interface VendorFunction {
  readonly returns: 'int' | 'long' | 'short';
  readonly arguments: readonly VendorArgument[];
  /** Milliseconds until the child counts as hung. */
  readonly timeoutMs: number;
  /** It may change the card or take money: when it fails midway, nobody knows whether it did. */
  readonly writes?: true;
}

export interface VendorBinding {
  readonly name: string;
  /** Of importance on 32-bit Windows alone; elsewhere there is one convention. */
  readonly convention: 'stdcall' | 'cdecl';
  readonly functions: Readonly<Record<string, VendorFunction>>;
}

/** The national card API has 25 functions, the largest reader library below 60. */
const FUNCTIONS_MAX = 64;
/** The longest signature there is has 6 parameters. */
const ARGUMENTS_MAX = 12;
/** An extended response APDU is the longest thing that any of them gives back. */
export const OUTPUT_BYTES_MAX = RESPONSE_BYTES_MAX;
/** Entering a PIN twice at a reader is the longest wait: two minutes, and as much again. */
const TIMEOUT_MS_MAX = 240_000;

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * A binding that holds to its own rules.
 * @throws TypeError that names the place: a binding is the programmer's, not the world's.
 */
export function checkedBinding(value: unknown): VendorBinding {
  const binding = value as VendorBinding;
  if (typeof binding?.name !== 'string') throw new TypeError('"binding.name" expected a text');
  if (binding.convention !== 'stdcall' && binding.convention !== 'cdecl') {
    throw new TypeError('"binding.convention" expected stdcall or cdecl');
  }
  if (typeof binding.functions !== 'object' || binding.functions === null) {
    throw new TypeError('"binding.functions" expected an object');
  }
  const functions = Object.entries(binding.functions);
  if (functions.length === 0 || functions.length > FUNCTIONS_MAX) {
    throw new TypeError(`"binding.functions" expected 1 to ${FUNCTIONS_MAX} functions`);
  }
  for (const [name, vendorFunction] of functions) checkFunction(name, vendorFunction);
  return binding;
}

function checkFunction(name: string, value: VendorFunction): void {
  const fail = (what: string): never => {
    throw new TypeError(`"binding.functions.${name}" expected ${what}`);
  };
  if (!NAME.test(name)) fail('a C identifier as its name');
  if (!['int', 'long', 'short'].includes(value?.returns)) fail('to return int, long or short');
  const { timeoutMs } = value;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > TIMEOUT_MS_MAX) {
    fail(`"timeoutMs" from 1 to ${TIMEOUT_MS_MAX}`);
  }
  if (!Array.isArray(value.arguments) || value.arguments.length > ARGUMENTS_MAX) {
    fail(`at most ${ARGUMENTS_MAX} arguments`);
  }
  const names = value.arguments.map((argument) => argument?.name);
  if (!names.every((each) => typeof each === 'string' && NAME.test(each)))
    fail('C identifiers as names of arguments');
  if (new Set(names).size !== names.length) fail('arguments with different names');
  const outputs = value.arguments.filter((each) => each.kind === 'bytes-out');
  if (outputs.length > 1) fail('one bytes-out argument: the value counts the bytes of one');
  for (const argument of value.arguments) checkArgument(argument, value, fail);
}

function checkArgument(
  argument: VendorArgument,
  { arguments: all }: VendorFunction,
  fail: (what: string) => never,
): void {
  switch (argument.kind) {
    case 'int':
    case 'long':
    case 'byte':
    case 'text':
    case 'bytes':
      return;
    case 'length':
      if (!all.some((each) => each.name === argument.of && /^(?:text|bytes)$/.test(each.kind))) {
        fail(`"${argument.name}.of" to name an argument of text or bytes`);
      }
      return;
    case 'text-out':
    case 'bytes-out': {
      const { sizeBytes } = argument;
      if (!Number.isInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > OUTPUT_BYTES_MAX) {
        fail(`"${argument.name}.sizeBytes" from 1 to ${OUTPUT_BYTES_MAX}`);
      }
      return;
    }
    default:
      fail('only the kinds of arguments that there are');
  }
}
