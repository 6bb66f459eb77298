import type { CardTransport } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import { TRANSACTION_IDLE_MS, TRANSACTION_MS_MAX } from './limits.ts';

/** Makes a call count as activity of the transaction, and fail once the transaction is over. */
export type TransactionGuard = <A extends readonly unknown[], R>(
  call: (...parameters: A) => Promise<R>,
) => (...parameters: A) => Promise<R>;

export interface TransactionLimits {
  /** Milliseconds without a guarded call under way. */
  readonly idleMs: number;
  /** Milliseconds from the beginning. */
  readonly totalMs: number;
}

export const TRANSACTION_LIMITS: TransactionLimits = {
  idleMs: TRANSACTION_IDLE_MS,
  totalMs: TRANSACTION_MS_MAX,
};

/**
 * Runs `work`, and takes the card back from it when it leaves the card alone for too long, or holds it
 * for too long: a transaction that waits for a person keeps the card from everybody. What `work` does
 * after that reaches the card no more; a call that is under way then is waited for, so that whoever comes
 * next does not meet its answer.
 * @throws OneCardError `reader.transaction-idle`, `reader.transaction-too-long`; else whatever `work` throws.
 */
export async function watchTransaction<T>(
  { idleMs, totalMs }: TransactionLimits,
  work: (guard: TransactionGuard) => Promise<T>,
): Promise<T> {
  let isOver = false;
  const underWay = new Set<Promise<unknown>>();
  let idle: NodeJS.Timeout | undefined;
  let expire: (reason: OneCardError) => void = () => undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    expire = reject;
  });
  const startIdling = (): void => {
    const tooIdle = () => expire(new OneCardError('reader.transaction-idle', { idleMs }));
    idle = setTimeout(tooIdle, idleMs);
  };
  const guard: TransactionGuard =
    (call) =>
    async (...parameters) => {
      if (isOver) throw new OneCardError('reader.connection-closed');
      clearTimeout(idle);
      const running = call(...parameters);
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
        if (underWay.size === 0 && !isOver) startIdling();
      }
    };
  const tooLong = () => expire(new OneCardError('reader.transaction-too-long', { totalMs }));
  const total = setTimeout(tooLong, totalMs);
  startIdling();
  try {
    const done = work(guard);
    // When the watchdog has won, nobody waits for `work` any more.
    done.catch(() => undefined);
    return await Promise.race([done, expired]);
  } finally {
    isOver = true;
    clearTimeout(idle);
    clearTimeout(total);
    await Promise.allSettled(underWay);
  }
}

/** `watchTransaction` for a card that is spoken to by `transmit` and nothing else. */
export function watchedTransport<T>(
  transmit: (command: Uint8Array) => Promise<Uint8Array>,
  work: (transport: CardTransport) => Promise<T>,
  limits: TransactionLimits = TRANSACTION_LIMITS,
): Promise<T> {
  return watchTransaction(limits, (guard) =>
    work({ transmit: guard(transmit), close: async () => undefined }),
  );
}
