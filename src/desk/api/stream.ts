/** Server-sent events (HTML Living Standard §9.2). */

import type { DeskEvent, EventHub } from '../events.ts';
import { jsonText } from '../http/json.ts';
import { STREAM_PULSE_MS } from '../limits.ts';

/**
 * An answer that goes on until `events` end or the caller goes away. A sign of life now and then keeps
 * whoever stands between from cutting it.
 * @throws OneCardError `desk.rate-limited` when all places for streams are taken
 */
export function eventStream(
  hub: Pick<EventHub, 'takePlace'>,
  signal: AbortSignal,
  events: (until: AbortSignal) => AsyncIterable<DeskEvent>,
): Response {
  const giveBack = hub.takePlace();
  const leaving = new AbortController();
  const until = AbortSignal.any([signal, leaving.signal]);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const pulse = setInterval(() => controller.enqueue(encoder.encode(':\n\n')), STREAM_PULSE_MS);
      try {
        for await (const { type, data } of events(until)) {
          controller.enqueue(encoder.encode(`event: ${type}\ndata: ${jsonText(data)}\n\n`));
        }
        if (!leaving.signal.aborted) controller.close();
      } catch (error) {
        if (!leaving.signal.aborted) controller.error(error);
      } finally {
        clearInterval(pulse);
        giveBack();
      }
    },
    cancel: () => leaving.abort(),
  });
  return new Response(stream, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
  });
}
