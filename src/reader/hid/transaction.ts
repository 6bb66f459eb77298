import type { CardTransport } from '../../card/index.ts';
import { watchTransaction } from '../transactionWatch.ts';
import { TRANSACTION_IDLE_MS, TRANSACTION_MS_MAX } from './limits.ts';

/**
 * Runs `work` with a transport that is good for as long as `work` runs, and takes it back when no
 * command came for `idleMs`: a transaction that waits for a person would keep the reader from everybody.
 * The outer connection used inside waits for the end of the transaction, and so ends here too.
 * @throws OneCardError `reader.transaction-idle`, `reader.transaction-too-long`; else whatever `work` throws.
 */
export async function watchedTransaction<T>(
  transmit: (command: Uint8Array) => Promise<Uint8Array>,
  work: (transport: CardTransport) => Promise<T>,
  idleMs: number = TRANSACTION_IDLE_MS,
): Promise<T> {
  return watchTransaction({ idleMs, totalMs: TRANSACTION_MS_MAX }, (guard) =>
    work({ transmit: guard(transmit), close: async () => undefined }),
  );
}
