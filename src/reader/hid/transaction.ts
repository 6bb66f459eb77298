import type { CardTransport } from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { TRANSACTION_IDLE_MS } from './limits.ts';

/**
 * Runs `work` with a transport that is good for as long as `work` runs, and takes it back when no
 * command came for `idleMs`: a transaction that waits for a person would keep the reader from everybody.
 * The outer connection used inside waits for the end of the transaction, and so ends here too.
 * @throws OneCardError `reader.transaction-idle`; else whatever `work` throws.
 */
export async function watchedTransaction<T>(
  transmit: (command: Uint8Array) => Promise<Uint8Array>,
  work: (transport: CardTransport) => Promise<T>,
  idleMs: number = TRANSACTION_IDLE_MS,
): Promise<T> {
  let isOver = false;
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;
  let expire: (reason: OneCardError) => void = () => undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    expire = reject;
  });
  const startIdling = (): void => {
    timer = setTimeout(
      () => expire(new OneCardError('reader.transaction-idle', { idleMs })),
      idleMs,
    );
  };
  const transport: CardTransport = {
    async transmit(command) {
      if (isOver) throw new OneCardError('reader.connection-closed');
      clearTimeout(timer);
      underWay++;
      try {
        return await transmit(command);
      } finally {
        underWay--;
        if (underWay === 0 && !isOver) startIdling();
      }
    },
    async close() {},
  };
  startIdling();
  try {
    const done = work(transport);
    // When the watchdog has won, nobody waits for `work` any more.
    done.catch(() => undefined);
    return await Promise.race([done, expired]);
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}
