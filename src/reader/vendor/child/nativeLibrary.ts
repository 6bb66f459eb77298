import { promisify } from 'node:util';
import koffi from 'koffi';
import type { VendorArgument, VendorBinding, VendorFunction } from '../binding.ts';
import type { ChildError } from '../protocol.ts';
import { GuardedBuffer } from './guardedBuffer.ts';

type Called =
  | { readonly value: number; readonly outputs: Readonly<Record<string, string>> }
  | { readonly error: ChildError };

type NativeFunction = (...values: readonly unknown[]) => Promise<unknown>;
type CallbackFunction = (...values: readonly unknown[]) => void;

/** Windows gives a thread 1 MiB of stack, and drivers were written to that. */
const STACK_BYTES = 1024 * 1024;
koffi.config({ ...koffi.config(), async_stack_size: STACK_BYTES });

/** A vendor's library, called by its binding. Every call runs off this thread, which stays awake. */
export class NativeLibrary {
  readonly #functions = new Map<string, { native: NativeFunction; binding: VendorFunction }>();
  /** Functions of the binding that the library does not have. */
  readonly missing: readonly string[];

  private constructor(path: string, binding: VendorBinding) {
    const library = koffi.load(path);
    const missing: string[] = [];
    for (const [name, vendorFunction] of Object.entries(binding.functions)) {
      const types = vendorFunction.arguments.map(nativeType);
      try {
        const convention = `__${binding.convention}`;
        const native = library.func(convention, name, vendorFunction.returns, types);
        this.#functions.set(name, { native: promised(native.async), binding: vendorFunction });
      } catch {
        missing.push(name);
      }
    }
    this.missing = missing;
  }

  /** @throws Error with the system's words when the library cannot be loaded. */
  static async load(path: string, binding: VendorBinding): Promise<NativeLibrary> {
    await loadBeforehand(path);
    return new NativeLibrary(path, binding);
  }

  /**
   * Calls one function. After a `buffer-overrun` this process cannot be trusted: a guard was written
   * over, so other memory may have been too.
   */
  async call(name: string, given: Readonly<Record<string, unknown>>): Promise<Called> {
    const known = this.#functions.get(name);
    if (!known) return { error: { code: 'function-missing' } };
    const buffers = new Map<string, GuardedBuffer>();
    const values: unknown[] = [];
    for (const argument of known.binding.arguments) {
      const value = nativeValue(argument, given, buffers);
      if (value === undefined) return { error: { code: 'bad-request', argument: argument.name } };
      values.push(value);
    }
    let value: number;
    try {
      value = Number(await known.native(...values));
    } catch (error) {
      return { error: { code: 'call-refused', reason: String((error as Error).message) } };
    }
    for (const [argument, buffer] of buffers) {
      if (!buffer.isIntact()) return { error: { code: 'buffer-overrun', argument } };
    }
    return collected(known.binding, buffers, value);
  }
}

function nativeType(argument: VendorArgument): string {
  switch (argument.kind) {
    case 'int':
    case 'length':
      return 'int';
    case 'long':
      return 'long';
    case 'byte':
      return 'uchar';
    default:
      return 'void *';
  }
}

/** What koffi is to be given, or undefined when the request does not say it as it must. */
function nativeValue(
  argument: VendorArgument,
  given: Readonly<Record<string, unknown>>,
  buffers: Map<string, GuardedBuffer>,
): unknown {
  const guarded = (contents: ArrayLike<number>, sizeBytes = Math.max(1, contents.length)) => {
    const buffer = new GuardedBuffer(sizeBytes);
    buffer.pointer.set(contents);
    buffers.set(argument.name, buffer);
    return buffer.pointer;
  };
  switch (argument.kind) {
    case 'int':
    case 'long':
    case 'byte': {
      const value = given[argument.name];
      const [min, max] = argument.kind === 'byte' ? [0, 0xff] : [-0x8000_0000, 0x7fff_ffff];
      return Number.isInteger(value) && Number(value) >= min && Number(value) <= max
        ? value
        : undefined;
    }
    case 'text': {
      const bytes = bytesOf(given[argument.name]);
      return bytes && !bytes.includes(0) ? guarded([...bytes, 0]) : undefined;
    }
    case 'bytes': {
      const bytes = bytesOf(given[argument.name]);
      return bytes && guarded(bytes);
    }
    case 'length':
      return bytesOf(given[argument.of])?.length;
    case 'text-out':
    case 'bytes-out':
      return guarded([], argument.sizeBytes);
  }
}

function bytesOf(value: unknown): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
}

function collected(
  binding: VendorFunction,
  buffers: ReadonlyMap<string, GuardedBuffer>,
  value: number,
): Called {
  const outputs: Record<string, string> = {};
  for (const { name, kind } of binding.arguments) {
    const buffer = buffers.get(name);
    if (!buffer || !kind.endsWith('-out')) continue;
    const bytes = kind === 'text-out' ? buffer.text() : buffer.bytes(value);
    if (!bytes) {
      const code = kind === 'text-out' ? 'output-unterminated' : 'output-too-long';
      return { error: { code, argument: name } };
    }
    outputs[name] = Buffer.from(bytes).toString('base64');
  }
  return { value, outputs };
}

/**
 * Loads the library once off this thread, so that one whose start-up code never returns does not keep
 * this thread from hearing that its parent has gone. What goes wrong here goes wrong again in
 * `koffi.load`, which has the words for it.
 */
async function loadBeforehand(path: string): Promise<void> {
  const isWindows = process.platform === 'win32';
  try {
    const loader = isWindows
      ? koffi
          .load('kernel32.dll')
          .func('__stdcall', 'LoadLibraryExW', 'void *', ['str16', 'void *', 'uint'])
      : koffi.load(null).func('dlopen', 'void *', ['str', 'int']);
    // LOAD_WITH_ALTERED_SEARCH_PATH: what the library needs is looked for beside it. RTLD_NOW.
    await promised(loader.async)(...(isWindows ? [path, null, 8] : [path, 2]));
  } catch {
    return;
  }
}

/** koffi types its functions as `Function`; they take a callback as their last argument. */
function promised(native: unknown): NativeFunction {
  return promisify(native as CallbackFunction) as NativeFunction;
}
