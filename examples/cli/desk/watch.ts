/** What happens at a desk, from now on. */

import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../../src/errors/index.ts';
import type { Clock } from '../../../src/model/index.ts';
import type { DescribeCard } from './cardKind.ts';
import type { DeskEvent } from './render.ts';
import type { Source } from './sources.ts';

/** A source that cannot be watched now may be later: software is installed, a port is freed. */
const RETRY_PAUSE_MS = 5_000;

export interface Watch {
  readonly sources: readonly Source[];
  readonly describe: DescribeCard;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: DeskEvent) => void;
  /** Why a source cannot be watched; told again only when the reason changes. */
  readonly onTrouble: (error: OneCardError) => void;
}

/** Resolves when the signal aborts. A source that fails does not end the others. */
export async function watchDesk(watch: Watch): Promise<void> {
  await Promise.all(watch.sources.map((source) => follow(source, watch)));
}

async function follow({ kind, provider }: Source, watch: Watch): Promise<void> {
  const { describe, clock, signal, onEvent, onTrouble } = watch;
  let trouble: string | undefined;
  // Ends with the signal.
  while (!signal.aborted) {
    try {
      for await (const event of provider.events({ signal })) {
        const at = clock.now();
        const card = event.type === 'card-in' ? { card: await describe(event.atr) } : {};
        onEvent({ at, kind, event, ...card });
        if (event.type === 'service-lost') onTrouble(new OneCardError(event.code));
        trouble = undefined;
      }
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      if (signal.aborted) return;
      if (error.code !== trouble) onTrouble(error);
      trouble = error.code;
    }
    await sleep(RETRY_PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}
