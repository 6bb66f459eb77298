/** Readers and cards that come and go, told to whoever listens; which card it is, nobody is told. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { ReaderEvent, ReaderProvider } from '../../terminal/deskParts.ts';
import type { EventHub } from '../events.ts';

/** A source that cannot be watched now may be later: software is installed, a port is freed. */
const RETRY_PAUSE_MS = 5_000;

/** Watches every provider until `signal` aborts. */
export async function watchReaders(
  providers: readonly ReaderProvider[],
  events: EventHub,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(providers.map((each) => watch(each, events, signal)));
}

async function watch(provider: ReaderProvider, hub: EventHub, signal: AbortSignal): Promise<void> {
  // Ends with the signal.
  while (!signal.aborted) {
    try {
      for await (const event of provider.events({ signal })) {
        hub.publish({ type: 'reader', data: { kind: provider.kind, ...told(event) } });
      }
    } catch {
      // Whoever reads a card is told why; a stream of events only goes on later.
    }
    await sleep(RETRY_PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

function told(event: ReaderEvent): object {
  if (event.type !== 'card-in') return event;
  const { type, reader, slot } = event;
  return { type, reader, slot };
}
