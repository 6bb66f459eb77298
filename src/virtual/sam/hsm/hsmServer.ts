import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import {
  encodeRefusal,
  HSM_OPERATIONS,
  type HsmOperation,
  HTTP_BUSY,
  HTTP_CLIENT_UNKNOWN,
  HTTP_MALFORMED,
  HTTP_NO_SUCH_OPERATION,
  HTTP_REFUSED,
  isSamRefusal,
  MESSAGE_BYTES_MAX,
} from '../../../card/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { Clock, Logger, RandomSource, Sam } from '../../../model/index.ts';
import { HsmSeat } from './seat.ts';

/** One connection a terminal, and a large county has two hundred. */
const CONNECTIONS_MAX = 512;
/** Head and body of a request are below ten kilobytes: even a line of 2G needs less. */
const REQUEST_MS_MAX = 15_000;
const HANDSHAKE_MS_MAX = 15_000;
/** Between two visits: a new handshake is cheaper than a thousand idle sockets. */
const KEEP_ALIVE_MS = 60_000;
const HEADER_BYTES_MAX = 8_192;
const PATH = /^\/sam\/1\/([a-z-]{1,32})$/;

export interface HsmServerOptions {
  /** PEM: who signs the terminals' certificates, and the server's own certificate and key. */
  readonly tls: {
    readonly ca: string | Uint8Array;
    readonly cert: string | Uint8Array;
    readonly key: string | Uint8Array;
  };
  /**
   * What opens each terminal's module, its PIN not yet verified, by the SHA-256 fingerprint of the
   * terminal's certificate (64 lower-case hexadecimal digits). Another certificate of the same
   * authority opens nothing. For a renewal both fingerprints stand here with one opener.
   */
  readonly terminals: ReadonlyMap<string, () => Promise<Sam>>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly logger?: Logger;
}

export interface HsmServer {
  /** For `hsmSam`; its host is the one that the server listens on. */
  readonly url: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * A remote module for tests and small counties: the protocol of docs/sam.md over HTTPS with mutual
 * TLS, and behind it any `Sam` of this package, so that the same policy decides. A county with a
 * certified module (加密机) puts the same protocol in front of it.
 * @throws Error of node:net or node:tls when the port is taken or a file is no PEM
 */
export async function hsmServer(options: HsmServerOptions): Promise<HsmServer> {
  const { tls, host = '127.0.0.1', port = 0 } = options;
  const desk = new Reception(options);
  const [ca, cert, key] = [tls.ca, tls.cert, tls.key].map((pem) => Buffer.from(pem));
  const server = createServer(
    {
      ca: ca!,
      cert: cert!,
      key: key!,
      minVersion: 'TLSv1.2',
      requestCert: true,
      // A certificate that does not hold is answered by name, before a byte of the request is read.
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      headersTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    (request, response) => void desk.receive(request, response),
  );
  server.maxConnections = CONNECTIONS_MAX;
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { url: urlOf(server, host), close: () => closed(server, sockets, desk) };
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}/sam/1`;
}

async function closed(server: Server, sockets: Set<Duplex>, desk: Reception): Promise<void> {
  if (!server.listening) return;
  const ended = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await ended;
  await desk.close();
}

/** Who asks, what is asked, and the answer in HTTP. */
class Reception {
  readonly #options: HsmServerOptions;
  readonly #seats = new Map<() => Promise<Sam>, HsmSeat>();

  constructor(options: HsmServerOptions) {
    this.#options = options;
  }

  async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const caller = this.#callerOf(request.socket as TLSSocket);
      if (typeof caller === 'string') {
        this.#options.logger?.log('warn', `hsm: certificate refused (${caller})`);
        return refuse(response, HTTP_CLIENT_UNKNOWN, 'sam.certificate-refused', caller);
      }
      const operation = operationOf(request);
      if (!operation) {
        return refuse(response, HTTP_NO_SUCH_OPERATION, 'sam.message-malformed', 'operation');
      }
      const content = await contentOf(request);
      reply(response, 200, await caller.answer(operation, content));
    } catch (error) {
      this.#failed(response, error);
    }
  }

  async close(): Promise<void> {
    for (const seat of this.#seats.values()) await seat.rest();
  }

  /** The seat that the certificate opens, or why it opens none. */
  #callerOf(socket: TLSSocket): HsmSeat | string {
    if (!socket.authorized) return String(socket.authorizationError || 'no-certificate');
    const { fingerprint256, valid_to } = socket.getPeerCertificate();
    // The handshake may be days old.
    if (!(Date.parse(valid_to) >= this.#options.clock.now())) return 'CERT_HAS_EXPIRED';
    const open = this.#options.terminals.get(fingerprint256.replaceAll(':', '').toLowerCase());
    if (!open) return 'not-registered';
    const known = this.#seats.get(open);
    const seat = known ?? new HsmSeat(open, this.#options.random);
    this.#seats.set(open, seat);
    return seat;
  }

  #failed(response: ServerResponse, error: unknown): void {
    if (response.destroyed) return;
    const { status, code, rule } = refusalOf(error);
    if (status === HTTP_BUSY) {
      const name = error instanceof Error ? error.name : typeof error;
      this.#options.logger?.log('error', `hsm: an operation failed (${name})`);
    }
    refuse(response, status, code, rule);
  }
}

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly rule?: string;
}

/** Nothing of a failure is told but its code. */
function refusalOf(error: unknown): Refused {
  const code = error instanceof OneCardError ? error.code : undefined;
  if (code !== undefined && isSamRefusal(code)) return { status: HTTP_REFUSED, code };
  if (code?.startsWith('virtual.')) return { status: HTTP_REFUSED, code: 'sam.memory-failed' };
  if (code !== undefined || error instanceof RangeError || error instanceof TypeError) {
    const rule = code ?? 'out-of-range';
    return { status: HTTP_MALFORMED, code: 'sam.message-malformed', rule };
  }
  return { status: HTTP_BUSY, code: 'sam.unreachable' };
}

function operationOf(request: IncomingMessage): HsmOperation | undefined {
  const name = PATH.exec(request.url ?? '')?.[1];
  const isKnown = name !== undefined && Object.hasOwn(HSM_OPERATIONS, name);
  return isKnown && request.method === 'POST' ? (name as HsmOperation) : undefined;
}

async function contentOf(request: IncomingMessage): Promise<string> {
  if (request.headers['content-type'] !== 'application/json') throw malformed('content-type');
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    lengthBytes += chunk.length;
    if (lengthBytes > MESSAGE_BYTES_MAX) throw malformed('too-long');
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw malformed('utf-8');
  }
}

function malformed(rule: string): OneCardError {
  return new OneCardError('sam.message-malformed', { field: '(whole)', rule });
}

function reply(response: ServerResponse, status: number, content: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-store',
  });
  response.end(content);
}

/** What was not read of the request stays unread: the connection ends with the refusal. */
function refuse(response: ServerResponse, status: number, code: string, rule = ''): void {
  if (status !== HTTP_REFUSED) response.setHeader('connection', 'close');
  reply(response, status, encodeRefusal(code, rule.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 60)));
}
