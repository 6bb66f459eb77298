/**
 * What happens at the desk, told to whoever listens: readers and cards, and each caller's own visits.
 * The newest are kept for who comes back with the id of the last that it heard.
 */

import { OneCardError } from '../errors/index.ts';
import { STREAM_BACKLOG_MAX, STREAMS_MAX, STREAMS_PER_GRANT_MAX } from './limits.ts';

export interface DeskEvent {
  /** `reader`, `visit`, `pairing`, `stopping`; `missed` for who comes back too late. */
  readonly type: string;
  readonly data: object;
  /** By which it is asked for again; none for what is told only now. */
  readonly id?: string;
}

export interface Listening {
  /** Id of the caller's grant. */
  readonly grant: string;
  readonly signal: AbortSignal;
  /** Of the last event that was heard: what came after it is told first. */
  readonly lastId?: string | undefined;
  /** Called when the listener is so far behind that it is told nothing more. */
  readonly onBehind?: () => void;
}

export interface EventHub {
  /**
   * A place for one stream of this grant, given back by calling what is returned.
   * @throws OneCardError `desk.rate-limited` when all are taken, or all that a grant may have
   */
  takePlace(grant: string): () => void;
  /** Streams that have a place. */
  placesTaken(): number;
  /** Tells `event` to those whom `isFor` names; to all of them without it. */
  publish(event: DeskEvent, isFor?: (grant: string) => boolean): void;
  /** Events from now on, or from the one after `lastId`, until `signal` aborts. */
  listen(listening: Listening): AsyncIterable<DeskEvent>;
}

interface Told {
  readonly sequence: number;
  readonly event: DeskEvent;
  readonly isFor: (grant: string) => boolean;
}

interface Listener extends Listening {
  readonly backlog: DeskEvent[];
  isBehind: boolean;
  wake: () => void;
}

/** @param run names this start of the service: ids of another mean nothing here */
export function openEventHub(run: string): EventHub {
  const listeners = new Set<Listener>();
  const places = new Map<string, number>();
  const recent: Told[] = [];
  let newest = 0;

  /** What came after `lastId`, and whether some of it is gone. */
  function since(lastId: string, grant: string): readonly DeskEvent[] {
    const [, ofRun, digits] = /^([0-9a-f]+)-(\d{1,15})$/.exec(lastId) ?? [];
    const sequence = ofRun === run ? Number(digits) : -1;
    const oldest = newest - recent.length;
    const isKnown = sequence >= oldest && sequence <= newest;
    if (!isKnown) return [{ type: 'missed', data: {} }];
    return recent
      .filter((told) => told.sequence > sequence && told.isFor(grant))
      .map(({ event }) => event);
  }

  async function* follow(listener: Listener): AsyncGenerator<DeskEvent> {
    const { signal } = listener;
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

  function leaveBehind(listener: Listener): void {
    listener.isBehind = true;
    listener.backlog.length = 0;
    listeners.delete(listener);
    listener.onBehind?.();
  }

  return {
    takePlace(grant) {
      const own = places.get(grant) ?? 0;
      const all = total(places);
      if (all >= STREAMS_MAX || own >= STREAMS_PER_GRANT_MAX) {
        const streams = all >= STREAMS_MAX ? STREAMS_MAX : STREAMS_PER_GRANT_MAX;
        throw new OneCardError('desk.rate-limited', { streams, retryAfterSeconds: 5 });
      }
      places.set(grant, own + 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        const left = places.get(grant)! - 1;
        if (left === 0) places.delete(grant);
        else places.set(grant, left);
      };
    },
    placesTaken: () => total(places),
    publish({ type, data }, isFor = () => true) {
      const event = { type, data, id: `${run}-${++newest}` };
      recent.push({ sequence: newest, event, isFor });
      if (recent.length > STREAM_BACKLOG_MAX) recent.shift();
      for (const listener of listeners) {
        if (!isFor(listener.grant)) continue;
        if (listener.backlog.length >= STREAM_BACKLOG_MAX) leaveBehind(listener);
        else listener.backlog.push(event);
        listener.wake();
      }
    },
    listen(listening) {
      const { grant, lastId, signal } = listening;
      const backlog = lastId === undefined ? [] : [...since(lastId, grant)];
      const listener: Listener = { ...listening, backlog, isBehind: false, wake: () => {} };
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
      return follow(listener);
    },
  };
}

function total(places: ReadonlyMap<string, number>): number {
  return [...places.values()].reduce((sum, count) => sum + count, 0);
}
