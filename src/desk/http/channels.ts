/**
 * WebSocket handshakes. Browsers ask no leave before one and send no preflight, so everything is
 * looked at here; without an origin only a program with a token gets through.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { OneCardError } from '../../errors/index.ts';
import type { Gate } from '../access/gate.ts';
import { headOf } from '../guard/head.ts';
import type { DeskChannel } from '../routes.ts';
import { type Entrance, enter } from './entrance.ts';
import { jsonText } from './json.ts';
import type { Metrics } from './metrics.ts';
import { languageOf, problemOf } from './problem.ts';

export interface ChannelOptions {
  readonly channels: readonly DeskChannel[];
  readonly entrance: Entrance;
  readonly gate: Gate;
  readonly metrics: Metrics;
}

/** A page cannot set headers on a WebSocket: its token comes as a subprotocol, `onecard.token.…`. */
const TOKEN_PROTOCOL = /(?:^|,)\s*onecard\.token\.([A-Za-z0-9_-]{1,100})\s*(?:,|$)/;

/** Lets a handshake through to its channel, or refuses it. */
export function upgradeListener({ channels, entrance, gate, metrics }: ChannelOptions) {
  return (message: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Node listens no more: a connection that breaks now would end the service with it.
    socket.on('error', () => socket.destroy());
    const request = headOf(message);
    const [protocols = ''] = request.values('sec-websocket-protocol');
    try {
      const entered = enter(request, entrance);
      const channel = channels.find(({ path }) => path === entered.target.path);
      const inProtocol = TOKEN_PROTOCOL.exec(protocols)?.[1];
      const authorization =
        entered.authorization ?? (inProtocol === undefined ? undefined : `Bearer ${inProtocol}`);
      const caller = gate.admit(channel?.access ?? 'paired', entered.origin, authorization);
      if (!channel || (entered.hasTokenInPath && !channel.takesTokenInPath)) {
        throw new OneCardError('desk.not-found');
      }
      channel.accept(message, socket, head, caller);
      endWith(caller.revoked, socket);
    } catch (error) {
      const [accepted = ''] = request.values('accept-language');
      const problem = problemOf(error, languageOf(accepted));
      metrics.count('refused', problem.code);
      refuse(socket, problem.status, jsonText(problem));
    }
  };
}

/** What a grant opened ends with it. */
function endWith(revoked: AbortSignal | undefined, socket: Duplex): void {
  const end = () => void socket.destroy();
  if (revoked?.aborted) end();
  revoked?.addEventListener('abort', end, { once: true });
  socket.once('close', () => revoked?.removeEventListener('abort', end));
}

function refuse(socket: Duplex, status: number, body: string): void {
  const lines = [
    `HTTP/1.1 ${status} Refused`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
