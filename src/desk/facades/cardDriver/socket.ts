/** The functions over a WebSocket: one message a call, answered in their order. */

import { z } from 'zod';
import { OneCardError } from '../../../errors/index.ts';
import { parseJson } from '../../guard/json.ts';
import type { Caller, DeskChannel, DeskParts } from '../../routes.ts';
import { acceptTextSocket, CLOSE_CODES, type TextSocket } from '../shared/webSocket.ts';
import { type DriverAnswer, failure } from './answer.ts';
import { isFunction } from './functions.ts';
import { MESSAGE_BYTES_MAX, PULSE_MS, SOCKETS_MAX, WAITING_MAX } from './limits.ts';
import { DRIVER_REQUEST } from './request.ts';
import { answered } from './run.ts';

const MESSAGE = DRIVER_REQUEST.extend({
  id: z.union([z.int(), z.string().max(64)]).optional(),
  function: z.string().max(64),
});

export interface DriverChannel extends DeskChannel {
  /** Resolves when no call is under way. */
  close(): Promise<void>;
}

export function driverChannel(desk: DeskParts, path: string): DriverChannel {
  const running = new Set<Promise<void>>();
  const open = new Set<TextSocket>();
  desk.stopping.addEventListener('abort', () => {
    for (const each of open) each.close(CLOSE_CODES.goingAway);
  });

  return {
    path,
    access: 'read',
    takesTokenInPath: true,
    accept(request, socket, head, caller) {
      const leaving = new AbortController();
      const signal = AbortSignal.any([
        leaving.signal,
        desk.stopping,
        ...(caller.revoked ? [caller.revoked] : []),
      ]);
      let waiting = 0;
      let last: Promise<void> = Promise.resolve();
      const connection = acceptTextSocket(request, socket, head, {
        messageBytesMax: MESSAGE_BYTES_MAX,
        pulseMs: PULSE_MS,
        onText(text) {
          if (++waiting > WAITING_MAX) return connection?.close(CLOSE_CODES.refused);
          last = last
            .then(async () => {
              // What waited behind the end of its connection is not begun.
              if (!signal.aborted) connection?.send(await answerTo(desk, caller, signal, text));
            })
            .catch(desk.onDefect)
            .finally(() => waiting--);
          const turn = last.finally(() => running.delete(turn));
          running.add(turn);
        },
        onEnd() {
          leaving.abort();
          if (connection) open.delete(connection);
        },
      });
      if (!connection) return;
      open.add(connection);
      // A token that was taken back ends what it opened.
      caller.revoked?.addEventListener('abort', () => connection.close(CLOSE_CODES.refused), {
        once: true,
      });
      if (open.size > SOCKETS_MAX) connection.close(CLOSE_CODES.refused);
    },
    async close() {
      await Promise.all(running);
    },
  };
}

async function answerTo(
  desk: DeskParts,
  caller: Caller,
  signal: AbortSignal,
  text: string,
): Promise<string> {
  let value: unknown;
  try {
    value = parseJson(Buffer.from(text, 'utf8'));
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return JSON.stringify(failure('-14', 'JSON'));
  }
  const message = MESSAGE.safeParse(value);
  if (!message.success) {
    // Places alone: what was found there may be a PIN.
    const places = message.error.issues.map(({ path }) => path.join('.'));
    return JSON.stringify(failure('-14', [...new Set(places)].join('，')));
  }
  const { id, function: name, ...request } = message.data;
  const answer: DriverAnswer = isFunction(name)
    ? await answered(name, { desk, request, caller, signal })
    : failure('-13');
  return JSON.stringify({ ...(id === undefined ? {} : { id }), function: name, ...answer });
}
