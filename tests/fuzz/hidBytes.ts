/** Hostile bytes for the HID decoders: random ones, and true ones with a few bytes changed. */

import { OneCardError } from '../../src/errors/index.ts';
import type { HidPort } from '../../src/reader/hid/index.ts';

/** A source of chance in [0, 1), seeded by whoever runs the entry. */
export type Random = () => number;

export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function randomBytes(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => below(random, 0x100));
}

/** `bytes` with up to three bytes changed, now and then cut or lengthened. */
export function changed(random: Random, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let count = below(random, 4); count > 0 && copy.length > 0; count--) {
    copy[below(random, copy.length)] = below(random, 0x100);
  }
  const shape = below(random, 20);
  if (shape === 0) return copy.slice(0, below(random, copy.length + 1));
  if (shape === 1) return Uint8Array.of(...copy, ...randomBytes(random, below(random, 9)));
  return copy;
}

/** The reports in another order, some missing, some twice, some changed. */
export function disturbed(random: Random, reports: readonly Uint8Array[]): readonly Uint8Array[] {
  return reports.flatMap((report) => {
    const fate = below(random, 12);
    if (fate === 0) return [];
    if (fate === 1) return [report, report];
    if (fate === 2) return [randomBytes(random, report.length)];
    return fate < 6 ? [changed(random, report)] : [report];
  });
}

/**
 * Whatever `call` does, it does in one of two ways: it returns, or it throws a failure of the world.
 * @returns the value, or the failure
 * @throws any other error: the decoder has let the input through to where it does harm
 */
export async function settled<T>(call: () => T | Promise<T>): Promise<T | OneCardError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof OneCardError) return error;
    throw error;
  }
}

/** Fails the run. */
export function assertThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** A reader that answers with `reports`, whatever it is asked, and is then pulled out. */
export function hostilePort(reports: readonly Uint8Array[]): HidPort {
  const left = [...reports];
  const next = async (): Promise<Uint8Array> => {
    const report = left.shift();
    if (!report) throw new OneCardError('reader.reader-removed');
    return report;
  };
  return {
    async sendOutput() {},
    async sendFeature() {},
    getFeature: next,
    receive: next,
    assertOpen() {},
    discard() {},
    async close() {},
  };
}
