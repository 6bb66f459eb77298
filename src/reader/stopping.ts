/** Ends to waits whose work cannot be taken back: what comes too late is given back. */

import { OneCardError } from '../errors/index.ts';

/** Undefined once `stop` aborts; what comes later goes to `late`. */
export async function unlessStopped<T>(
  promise: Promise<T>,
  stop: AbortSignal,
  late: (value: T) => void = () => undefined,
): Promise<T | undefined> {
  let stopped: (() => void) | undefined;
  const stopping = new Promise<undefined>((resolve) => {
    stopped = () => {
      resolve(undefined);
      promise.then(late, () => undefined);
    };
    if (stop.aborted) stopped();
    else stop.addEventListener('abort', stopped, { once: true });
  });
  try {
    return await Promise.race([promise, stopping]);
  } finally {
    if (stopped) stop.removeEventListener('abort', stopped);
  }
}

/**
 * Rejects once `signal` aborts; a connection that comes all the same is closed.
 * @throws OneCardError `reader.wait-aborted`; else whatever `connect` throws.
 */
export async function unlessAborted<Connection extends { close(): Promise<void> }>(
  connect: () => Promise<Connection>,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  if (!signal) return connect();
  const aborted = () => new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
  if (signal.aborted) throw aborted();
  const giveBack = (connection: Connection): void => {
    connection.close().catch(() => undefined);
  };
  const connection = await unlessStopped(connect(), signal, giveBack);
  if (connection === undefined) throw aborted();
  return connection;
}
