/** Rule 1: listens on this machine's own addresses and nowhere else, within narrow limits. */

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OneCardError } from '../../errors/index.ts';
import {
  HEADER_BYTES_MAX,
  HEADERS_MAX,
  HEADERS_MS_MAX,
  KEEP_ALIVE_MS,
  REQUEST_MS_MAX,
} from '../limits.ts';
import { type Connections, holdConnections } from './connections.ts';

/** How often node looks for requests that are late. */
const LATE_CHECK_MS = 1_000;

/** How often connections that became idle are ended while stopping. */
const SWEEP_MS = 50;

export interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
  readonly connections: Connections;
  /** Takes no new connections, ends those that wait; resolves when the last has ended. */
  close(): Promise<void>;
}

/**
 * @param port 0 takes any that is free
 * @throws OneCardError `desk.port-taken`
 */
export async function listen(port: number): Promise<Listening> {
  const first = await bound(newServer(), port, '127.0.0.1');
  const taken = (first.address() as AddressInfo).port;
  // Browsers may take `localhost` for ::1; a machine without IPv6 has no such address.
  const second = await bound(newServer(), taken, '::1').catch(async (error: OneCardError) => {
    if (isWithoutIpv6(error)) return undefined;
    // Somebody else there would be taken for this service.
    await new Promise((resolve) => first.close(resolve));
    throw error;
  });
  const servers = second ? [first, second] : [first];
  const connections = holdConnections(servers);
  return {
    port: taken,
    servers,
    connections,
    async close() {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      connections.endWaiting();
      // An answer that ends now leaves its connection waiting: nobody will use it again.
      const sweep = setInterval(() => connections.endWaiting(), SWEEP_MS);
      await Promise.all(closed);
      clearInterval(sweep);
    },
  };
}

/** Hands the requests of all servers to `listener`. */
export function attend({ servers }: Listening, listener: RequestListener): void {
  for (const server of servers) server.on('request', listener);
}

function newServer(): Server {
  const server = createServer({
    connectionsCheckingInterval: LATE_CHECK_MS,
    headersTimeout: HEADERS_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADER_BYTES_MAX,
    insecureHTTPParser: false,
    requireHostHeader: true,
  });
  server.maxHeadersCount = HEADERS_MAX;
  return server;
}

function isWithoutIpv6({ cause }: OneCardError): boolean {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function bound(server: Server, port: number, host: '127.0.0.1' | '::1'): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new OneCardError('desk.port-taken', { port, host }, { cause }));
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.removeAllListeners('error');
      resolve(server);
    });
  });
}
