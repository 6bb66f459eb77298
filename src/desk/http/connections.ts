/**
 * Rule 8 for connections: a place for each, and when all are taken the one that has waited longest
 * without a complete request makes room. Whoever opens a thousand and feeds them a byte a second
 * pushes out their own; a request that is being answered keeps its place.
 */

import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { CONNECTIONS_MAX } from '../limits.ts';

export interface Connections {
  count(): number;
  /** Ends those that wait; those at work are left to their answer. */
  endWaiting(): void;
}

/** Watches over the connections of `server`. */
export function holdConnections(servers: readonly Server[]): Connections {
  /** In the order of their last request's end; the value counts requests under way. */
  const open = new Map<Socket, number>();

  function waiting(): Socket | undefined {
    for (const [socket, requests] of open) if (requests === 0) return socket;
    return undefined;
  }

  function take(socket: Socket): void {
    if (open.size >= CONNECTIONS_MAX) {
      const oldest = waiting();
      open.delete(oldest ?? socket);
      (oldest ?? socket).destroy();
      if (!oldest) return;
    }
    open.set(socket, 0);
    socket.once('close', () => open.delete(socket));
  }

  function begin({ socket }: IncomingMessage): void {
    const requests = open.get(socket);
    if (requests !== undefined) open.set(socket, requests + 1);
  }

  function end(socket: Socket): void {
    const requests = open.get(socket);
    if (requests === undefined) return;
    // To the end of the line: it has just been of use.
    open.delete(socket);
    open.set(socket, requests - 1);
  }

  for (const server of servers) {
    server.on('connection', take);
    server.prependListener('request', (request, response) => {
      begin(request);
      response.once('close', () => end(request.socket));
    });
    server.prependListener('upgrade', (request: IncomingMessage) => begin(request));
  }

  return {
    count: () => open.size,
    endWaiting() {
      for (const [socket, requests] of open) if (requests === 0) socket.destroy();
    },
  };
}
