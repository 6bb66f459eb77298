/** What happens at the desk, told to whoever listens: readers and cards, and each caller's own visits. */

import { OneCardError } from '../errors/index.ts';
import { STREAM_BACKLOG_MAX, STREAMS_MAX } from './limits.ts';

export interface DeskEvent {
  /** `reader`, `visit`, `pairing`, `stopping`. */
  readonly type: string;
  readonly data: object;
}

export interface EventHub {
  /**
   * A place for one stream, given back by calling what is returned.
   * @throws OneCardError `desk.rate-limited` when all are taken
   */
  takePlace(): () => void;
  /** Tells `event` to those whom `isFor` names; to all of them without it. */
  publish(event: DeskEvent, isFor?: (listener: string) => boolean): void;
  /**
   * Events from now on until `signal` aborts; a listener that is too far behind is cut off.
   * @param listener id of the caller's grant
   */
  listen(listener: string, signal: AbortSignal): AsyncIterable<DeskEvent>;
}

interface Listener {
  readonly name: string;
  readonly backlog: DeskEvent[];
  isBehind: boolean;
  wake: () => void;
}

export function openEventHub(): EventHub {
  const listeners = new Set<Listener>();

  async function* follow(listener: Listener, signal: AbortSignal): AsyncGenerator<DeskEvent> {
    const onAbort = () => listener.wake();
    signal.addEventListener('abort', onAbort);
    try {
      // Ends with the signal, or when the listener is left behind.
      while (!signal.aborted && !listener.isBehind) {
        const next = listener.backlog.shift();
        if (next) yield next;
        else await new Promise<void>((resolve) => (listener.wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      listeners.delete(listener);
    }
  }

  let placesTaken = 0;
  return {
    takePlace() {
      if (placesTaken >= STREAMS_MAX) {
        throw new OneCardError('desk.rate-limited', { streams: STREAMS_MAX, retryAfterSeconds: 5 });
      }
      placesTaken++;
      let isTaken = true;
      return () => {
        if (isTaken) placesTaken--;
        isTaken = false;
      };
    },
    publish(event, isFor = () => true) {
      for (const listener of listeners) {
        if (!isFor(listener.name)) continue;
        if (listener.backlog.length >= STREAM_BACKLOG_MAX) listener.isBehind = true;
        else listener.backlog.push(event);
        listener.wake();
      }
    },
    listen(name, signal) {
      const listener: Listener = { name, backlog: [], isBehind: false, wake: () => {} };
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
      return follow(listener, signal);
    },
  };
}
