import { type ErrorDetail, OneCardError } from '../../src/errors/index.ts';

export interface Refusal {
  readonly code: string;
  readonly detail: ErrorDetail;
}

/** The OneCardError that `run` throws; anything else is thrown on. */
export function refusal(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    return refusalOf(error);
  }
  throw new Error('nothing was refused');
}

/** The OneCardError that `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Refusal> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (!settled) throw new Error('nothing was refused');
  return refusalOf(settled.error);
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof OneCardError)) throw error;
  return { code: error.code, detail: error.detail };
}

/** A copy with one byte changed. */
export function flipped(bytes: Uint8Array, index: number, mask = 0x01): Uint8Array {
  return bytes.map((byte, position) => (position === index ? byte ^ mask : byte));
}
