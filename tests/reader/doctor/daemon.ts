/**
 * A daemon at the other end of libpcsclite, for what the real one does only with polkit: it refuses
 * its client, hangs up on it, or never answers. pcsc-lite 1.9.9, winscard_msg.h:
 *
 * ```
 * header    size (4) command (4)                                  from the client, then `size` bytes
 * 11h       version: major (4) minor (4) code (4)                 comes back with the code
 * 01h       establish: scope (4) context (4) code (4)             comes back with context and code
 * ```
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const HEADER_BYTES = 8;
const ESTABLISH = 0x01;
const VERSION = 0x11;

export type Manner =
  | { readonly kind: 'silent' | 'hangs-up' | 'listens-and-hangs-up' }
  /** Answers SCardEstablishContext with this status code. */
  | { readonly kind: 'refuses'; readonly code: number };

/** @returns path of its socket, for PCSCLITE_CSOCK_NAME; gone with the test */
export async function daemonThat(manner: Manner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-daemon-'));
  const path = join(folder, 'pcscd.comm');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (manner.kind === 'hangs-up') socket.destroy();
    if (manner.kind === 'listens-and-hangs-up') socket.once('data', () => socket.destroy());
    if (manner.kind === 'refuses') answer(socket, manner.code);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  return path;
}

function answer(socket: Socket, code: number): void {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    // Ends with the bytes: each round takes a message.
    while (pending.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + pending.readUInt32LE(0);
      if (pending.length < end) return;
      const command = pending.readUInt32LE(4);
      const body = Buffer.from(pending.subarray(HEADER_BYTES, end));
      pending = pending.subarray(end);
      if (command === ESTABLISH) body.writeUInt32LE(code, 8);
      else if (command === VERSION) body.writeUInt32LE(0, 8);
      socket.write(body);
    }
  });
}
