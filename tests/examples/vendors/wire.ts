/** The wire between a program and the service, on which answers get lost after the service gave them. */

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Break {
  /** Of the first request that it fits. */
  readonly path: RegExp;
  /** `lost`: no answer. `cut`: half of one. `silent`: none, and nothing goes through from then on. */
  readonly how: 'lost' | 'cut' | 'silent';
}

export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
}

export interface Wire {
  readonly url: string;
  /** Requests that reached the service. */
  readonly passed: readonly Passed[];
  /** From now on; without one the wire is whole. */
  breaks(next: readonly Break[]): void;
  close(): void;
}

export async function openWire(port: number): Promise<Wire> {
  const passed: Passed[] = [];
  const sockets = new Set<Socket>();
  let waiting: readonly Break[] = [];
  let isSilent = false;

  function fall(break_: Break, answer: ServerResponse, body: Buffer): void {
    waiting = waiting.filter((each) => each !== break_);
    if (break_.how === 'cut') {
      answer.writeHead(200, { 'content-length': body.length, 'content-type': 'application/json' });
      answer.write(body.subarray(0, body.length / 2), () => answer.destroy());
      return;
    }
    answer.destroy();
    if (break_.how !== 'silent') return;
    isSilent = true;
    for (const socket of sockets) socket.destroy();
  }

  function pass(from: IncomingMessage, answer: ServerResponse, body: Buffer): void {
    const { method = '', url: path = '' } = from;
    passed.push({ method, path, key: from.headers['idempotency-key'] as string | undefined });
    const headers = { ...from.headers, host: `127.0.0.1:${port}` };
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const isStream = /event-stream/.test(response.headers['content-type'] ?? '');
      if (isStream) {
        answer.writeHead(response.statusCode!, response.headers);
        response.pipe(answer);
        return;
      }
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const whole = Buffer.concat(parts);
        const break_ =
          method === 'OPTIONS' ? undefined : waiting.find((each) => each.path.test(path));
        if (break_) return fall(break_, answer, whole);
        answer.writeHead(response.statusCode!, response.headers);
        answer.end(whole);
      });
    });
    sent.on('error', () => answer.destroy());
    sent.end(body);
  }

  const server = createServer((from, answer) => {
    const parts: Buffer[] = [];
    from.on('data', (part: Buffer) => parts.push(part));
    from.on('end', () => {
      if (isSilent) answer.destroy();
      else pass(from, answer, Buffer.concat(parts));
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    breaks(next) {
      waiting = next;
      isSilent = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
