/** Readers of the desk, and work with the card in one of them. */

import { OneCardError } from '../../errors/index.ts';
import type { CardConnection, Reader, ReaderProvider } from '../../terminal/deskParts.ts';
import { CARD_WAIT_MS, CARD_WAIT_MS_MAX } from '../limits.ts';
import { CardPlace, type CardPlaceParts, type Lease } from './lease.ts';

export interface CardRequest {
  /** Id of the caller's grant. */
  readonly caller: string;
  /** What is done, for who meets it busy: `read`, `trial`, `settle`, … */
  readonly name: string;
  readonly lease?: string | undefined;
  /** Only a reader whose name contains this text. */
  readonly reader?: string | undefined;
  /** Milliseconds to wait for a card; CARD_WAIT_MS unless told, CARD_WAIT_MS_MAX at most. */
  readonly waitMs?: number | undefined;
  /** Ends the waiting; what has begun with the card is not interrupted. */
  readonly signal: AbortSignal;
  /** Called once it is this caller's turn, before a card is waited for. */
  readonly onTurn?: () => void;
}

export interface CardWork {
  readers(): Promise<readonly Reader[]>;
  /** @throws OneCardError `desk.action-pending` */
  lease(caller: string): Lease;
  /** @throws OneCardError `desk.lease-ended` */
  giveBack(caller: string, lease: string): void;
  /** Name of what is under way. */
  underWay(): string | undefined;
  /**
   * Waits for a card, runs `work` with it alone, and lets it go.
   * @throws OneCardError `desk.action-pending`, `desk.lease-ended`, `reader.…`, and whatever `work` throws
   */
  withCard<T>(request: CardRequest, work: (card: CardConnection) => Promise<T>): Promise<T>;
}

export function openCardWork(
  providers: readonly ReaderProvider[],
  parts: CardPlaceParts,
): CardWork {
  const place = new CardPlace(parts);
  return {
    readers: () => readersOf(providers),
    lease: (caller) => place.take(caller),
    giveBack: (caller, lease) => place.giveBack(caller, lease),
    underWay: () => place.work(),
    withCard: ({ caller, name, lease, reader, waitMs = CARD_WAIT_MS, signal, onTurn }, work) =>
      place.use({ caller, name, ...(lease === undefined ? {} : { lease }) }, async () => {
        onTurn?.();
        const timeoutMs = Math.min(waitMs, CARD_WAIT_MS_MAX);
        const found = await firstCard(providers, { timeoutMs, reader, signal });
        const card = await found.connect({ exclusive: true, signal });
        try {
          return await work(card);
        } finally {
          // What was done is done, and what went wrong is told as it was; a reader that cannot let go
          // of a card says so at its next use.
          await card.close().catch(() => undefined);
        }
      }),
  };
}

/** A source that fails hides no reader of another; where there is none at all it says why. */
async function readersOf(providers: readonly ReaderProvider[]): Promise<readonly Reader[]> {
  const listed = await Promise.allSettled(providers.map((each) => each.list()));
  const readers = listed.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const failed = listed.find((each) => each.status === 'rejected');
  if (failed && readers.length === 0) throw failed.reason;
  return readers;
}

interface Wait {
  readonly timeoutMs: number;
  readonly reader: string | undefined;
  readonly signal: AbortSignal;
}

/** The first card at any of them; the others stop waiting. */
async function firstCard(providers: readonly ReaderProvider[], wait: Wait): Promise<Reader> {
  const found = new AbortController();
  const signal = AbortSignal.any([wait.signal, found.signal]);
  try {
    return await Promise.any(providers.map((each) => each.waitForCard({ ...wait, signal })));
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error;
    // A desk without a provider has no reader; else the one that has a reader says why.
    const errors: readonly unknown[] = error.errors;
    const hasReader = (each: unknown) =>
      !(each instanceof OneCardError && each.code === 'reader.no-reader');
    throw errors.find(hasReader) ?? errors[0] ?? new OneCardError('reader.no-reader');
  } finally {
    found.abort();
  }
}
