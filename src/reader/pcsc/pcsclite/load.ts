import { OneCardError } from '../../../errors/index.ts';
import { pcscError } from '../codes.ts';

/** What is used of the package (version 1.0.1); its own declarations leave out `start`. */
export interface PackageInstance {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'reader', listener: (reader: PackageReader) => void): unknown;
  /** Called by the package itself in the tick after it was made. */
  start(callback: (error: unknown, names: unknown) => void): void;
  close(): void;
}

export interface PackageReader {
  readonly name: string;
  readonly connected: boolean;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(
    event: 'status',
    listener: (status: { readonly state: number; readonly atr?: Uint8Array }) => void,
  ): unknown;
  connect(
    options: { readonly share_mode: number; readonly protocol: number },
    callback: (error: unknown, protocol: number) => void,
  ): void;
  disconnect(disposition: number, callback: (error: unknown) => void): void;
  transmit(
    command: Buffer,
    responseBytesMax: number,
    protocol: number,
    callback: (error: unknown, response: Uint8Array) => void,
  ): void;
  control(
    input: Buffer,
    code: number,
    outputBytesMax: number,
    callback: (error: unknown, output: Uint8Array) => void,
  ): void;
  close(): void;
}

export type PackageFactory = () => PackageInstance;

/**
 * Loads the package: imported only here and only now, because it is optional and native.
 * @throws OneCardError `reader.pcsclite-not-installed`, `reader.pcsclite-not-built`.
 */
export async function loadPackage(): Promise<PackageFactory> {
  try {
    const loaded = (await import('pcsclite')) as unknown as { readonly default: PackageFactory };
    return loaded.default;
  } catch (cause) {
    throw packageError(cause);
  }
}

/**
 * Why the package does not load. Not installed, npm knows no such module; with its scripts left out,
 * `bindings` finds no file; built for another Node, the file does not load.
 */
export function packageError(cause: unknown): OneCardError {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  const isMissing =
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    String(message).includes('pcsclite');
  const name = isMissing ? 'reader.pcsclite-not-installed' : 'reader.pcsclite-not-built';
  return new OneCardError(name, { node: process.version }, { cause });
}

/** `SCardTransmit error: Card was reset.(0x80100068)`: the package knows texts only, and ends them so. */
const CODE = /^(SCard\w+) error: [\s\S]*\(0x([0-9a-f]{8,16})\)$/i;

/** The failure behind an error of the package. */
export function packageFailure(error: unknown, call: string, readerName?: string): OneCardError {
  const detail = readerName === undefined ? {} : { reader: readerName };
  const message = error instanceof Error ? error.message : String(error);
  const match = CODE.exec(message);
  if (!match) return new OneCardError('reader.pcsc-failed', { call, ...detail }, { cause: error });
  // A LONG of 64 bits: the lower 32 are the code.
  return pcscError(Number.parseInt(match[2]!.slice(-8), 16), match[1]!, detail);
}
