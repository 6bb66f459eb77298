/** Server-sent events (HTML Living Standard §9.2). */

import type { DeskEvent, EventHub } from '../events.ts';
import { jsonText } from '../http/json.ts';
import { STREAM_END_MS, STREAM_PULSE_MS, STREAM_PULSES_LEFT_MAX } from '../limits.ts';
import type { DeskCall } from '../routes.ts';

/** What `events` is told about its reader. */
export interface StreamEnd {
  /** Aborts when the caller goes away or is cut off. */
  readonly until: AbortSignal;
  /** Cuts off a reader that is too far behind. */
  readonly cut: () => void;
}

const encoder = new TextEncoder();
const PULSE = encoder.encode(':\n\n');

/**
 * An answer that goes on until `events` end or the caller goes away. The next event is asked for when
 * the reader has taken the one before; a reader that takes nothing loses its connection. A sign of
 * life now and then keeps whoever stands between from cutting it.
 * @throws OneCardError `desk.rate-limited` when all places for streams are taken
 */
export function eventStream(
  hub: Pick<EventHub, 'takePlace'>,
  { caller, signal, cut }: Pick<DeskCall, 'caller' | 'signal' | 'cut'>,
  events: (end: StreamEnd) => AsyncIterable<DeskEvent>,
): Response {
  const giveBack = hub.takePlace(caller.grant ?? '');
  const leaving = new AbortController();
  const until = AbortSignal.any([signal, leaving.signal]);
  const cutOff = () => {
    end();
    cut();
  };
  const iterator = events({ until, cut: cutOff })[Symbol.asyncIterator]();
  let pulse: NodeJS.Timeout | undefined;
  let late: NodeJS.Timeout | undefined;
  let pulsesLeft = 0;

  // Revoked, or the service stops: a reader that does not take even the end is not waited for.
  const onOver = () => (late ??= setTimeout(cutOff, STREAM_END_MS));

  /** From here on the connection is whose turn it is, and no longer this stream's. */
  function end(): void {
    signal.removeEventListener('abort', onOver);
    clearInterval(pulse);
    clearTimeout(late);
    leaving.abort();
    giveBack();
  }

  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      pulse = setInterval(() => {
        const isTaken = controller.desiredSize !== null && controller.desiredSize > 0;
        pulsesLeft = isTaken ? 0 : pulsesLeft + 1;
        if (isTaken) controller.enqueue(PULSE);
        else if (pulsesLeft > STREAM_PULSES_LEFT_MAX) cutOff();
      }, STREAM_PULSE_MS);
      if (signal.aborted) onOver();
      else signal.addEventListener('abort', onOver, { once: true });
    },
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (leaving.signal.aborted) return;
        if (!next.done) return controller.enqueue(encoder.encode(eventText(next.value)));
        end();
        controller.close();
      } catch (error) {
        end();
        throw error;
      }
    },
    cancel: end,
  });
  return new Response(stream, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
  });
}

function eventText({ type, data, id }: DeskEvent): string {
  const named = id === undefined ? '' : `id: ${id}\n`;
  return `${named}event: ${type}\ndata: ${jsonText(data)}\n\n`;
}
