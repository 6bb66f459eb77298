/**
 * The foreign function interface: loads koffi and the system's PC/SC library, and turns C functions
 * into functions that answer with a promise of the status code.
 */

import { OneCardError } from '../../errors/index.ts';
import type { PcscLayout } from './layout.ts';
import type { PcscWord } from './library.ts';

export type Koffi = typeof import('koffi');
/** A name of a C type, a type that koffi made, or one of those marked as an output parameter. */
type ForeignType = string | ReturnType<Koffi['opaque']> | ReturnType<Koffi['out']>;

/** A C function of the PC/SC library; answers with its status code as an unsigned 32-bit number. */
export type ForeignFunction = (...parameters: unknown[]) => Promise<number>;

export interface ForeignLibrary {
  readonly koffi: Koffi;
  /** @param types of the parameters; every function of PC/SC returns LONG */
  readonly declare: (name: string, ...types: ForeignType[]) => ForeignFunction;
}

/**
 * @throws OneCardError `reader.binding-not-available` without koffi for this system,
 *   `reader.library-not-found` without PC/SC.
 */
export async function openForeignLibrary(layout: PcscLayout): Promise<ForeignLibrary> {
  const koffi = await importKoffi();
  const library = loadFirst(koffi, layout.libraries);
  return {
    koffi,
    declare(name, ...types) {
      const foreign = library.func(layout.convention, name, layout.long, types);
      return (...parameters) =>
        new Promise((resolve, reject) => {
          foreign.async(...parameters, (error: unknown, code: PcscWord) => {
            // koffi keeps no reference to buffers while a call is under way: this closure does.
            parameters.length = 0;
            if (error) reject(error as Error);
            else resolve(statusCode(code));
          });
        });
    },
  };
}

/** LONG is 64 bits wide on Linux and negative on Windows: the lower 32 bits are the code. */
function statusCode(code: PcscWord): number {
  return typeof code === 'number' ? code >>> 0 : Number(BigInt.asUintN(32, code));
}

/** Imported only here and only now, so that a program without a reader never touches native code. */
async function importKoffi(): Promise<Koffi> {
  try {
    return await import('koffi');
  } catch (cause) {
    const system = `${process.platform}-${process.arch}`;
    throw new OneCardError('reader.binding-not-available', { system }, { cause });
  }
}

function loadFirst(koffi: Koffi, names: readonly string[]): ReturnType<Koffi['load']> {
  let cause: unknown;
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch (error) {
      cause = error;
    }
  }
  throw new OneCardError('reader.library-not-found', { library: names.join(' ') }, { cause });
}
