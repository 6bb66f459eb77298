import { OneCardError } from '../../../errors/index.ts';

/** What the system said, by its code alone. */
export function unreachable(cause: unknown): OneCardError {
  if (cause instanceof OneCardError) return cause;
  const code = (cause as { readonly code?: unknown }).code;
  const reason = typeof code === 'string' ? code : 'failed';
  return new OneCardError('print.printer-unreachable', { reason }, { cause });
}

/** Runs `work`, but no longer than that: a printer without paper takes nothing and says nothing. */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new OneCardError('print.printer-unreachable', { reason: 'timeout' }));
  }, ms);
  const ended = new Promise<never>((_, reject) => {
    late.signal.addEventListener('abort', () => reject(late.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(late.signal), ended]);
  } catch (error) {
    throw unreachable(error);
  } finally {
    clearTimeout(timer);
  }
}
