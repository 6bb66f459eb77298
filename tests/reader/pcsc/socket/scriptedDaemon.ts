/** A daemon that speaks pcscd's protocol as the test says: for what a true one never says. */

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat } from '../../../../src/bytes.ts';
import {
  COMMANDS,
  encodeMessage,
  HEADER_BYTES,
  wordAt,
} from '../../../../src/reader/pcsc/socket/message.ts';

export const READER = 'Scripted 00 00';
export const HANDLE = 7;
const CONTEXT = 0x5eed;
const STATE_PRESENT_POWERED = 0x34;

export interface Request {
  readonly command: number;
  /** The structure, and what came after it. */
  readonly body: Uint8Array;
  readonly socket: Socket;
}
/** The answer; undefined: none. */
export type Answer = (request: Request) => Uint8Array | undefined;
export type Script = Partial<Record<keyof typeof COMMANDS, Answer>>;

export interface ScriptedDaemon {
  readonly path: string;
  /** Names of the commands that came, in their order. */
  readonly heard: string[];
  /** Connections that are open now. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** Words in the host's order, without a header. */
export function structure(...fields: readonly (number | Uint8Array)[]): Uint8Array {
  return encodeMessage(0, fields).subarray(HEADER_BYTES);
}

export function word(bytes: Uint8Array, index: number): number {
  return wordAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), index);
}

/** The sixteen structures, of which `count` are readers with a card. */
export function readerStates(count = 1, events = 1, state = STATE_PRESENT_POWERED): Uint8Array {
  const readers = Array.from({ length: 16 }, (_, index) => {
    const name = new Uint8Array(128);
    if (index < count) name.set(new TextEncoder().encode(READER.replace(/\d$/, `${index}`)));
    return structure(name, events, state, 0, Uint8Array.of(0x3b, 0), new Uint8Array(34), 2, 2);
  });
  return concat(readers);
}

/** The response `6F00 … 9000` of `bytes` bytes to a transmit. */
export function response(bytes: number): Uint8Array {
  const data = new Uint8Array(bytes).fill(0x6f);
  data.set([0x90, 0x00], bytes - 2);
  return concat([structure(HANDLE, 2, 16, 5, 3, 16, bytes, 0), data]);
}

const USUAL: Script = {
  version: ({ body }) => structure(4, 4, word(body, 1) === 4 ? 0 : 0x8010001e),
  establishContext: () => structure(2, CONTEXT, 0),
  releaseContext: () => structure(CONTEXT, 0),
  connect: ({ body }) => structure(CONTEXT, body.subarray(4, 132), 2, 3, HANDLE, 2, 0),
  disconnect: () => structure(HANDLE, 0, 0),
  beginTransaction: () => structure(HANDLE, 0),
  status: () => structure(HANDLE, 0),
  getReadersState: () => readerStates(),
  waitReaderStateChange: () => readerStates(),
  stopWaiting: () => structure(0, 0),
  transmit: () => response(2),
};

export async function scriptedDaemon(script: Script): Promise<ScriptedDaemon> {
  const answers: Script = { ...USUAL, ...script };
  const folder = await mkdtemp(join(tmpdir(), 'onecard-daemon-'));
  const path = join(folder, 'pcscd.comm');
  const heard: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    let held = new Uint8Array(0);
    socket.on('data', (bytes: Uint8Array) => {
      held = Uint8Array.from(concat([held, bytes]));
      for (;;) {
        const end = held.length < HEADER_BYTES ? Infinity : requestBytes(held);
        if (held.length < end) return;
        const [name] = Object.entries(COMMANDS).find(([, value]) => value === word(held, 1))!;
        const request = { command: word(held, 1), body: held.slice(HEADER_BYTES, end), socket };
        held = held.slice(end);
        heard.push(name);
        const answer = answers[name as keyof typeof COMMANDS]?.(request);
        if (answer) socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    heard,
    connections: () => open.size,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** A command APDU follows the structure of a transmit; word 3 of that says how long it is. */
function requestBytes(held: Uint8Array): number {
  const structureEnd = HEADER_BYTES + word(held, 0);
  if (word(held, 1) !== COMMANDS.transmit) return structureEnd;
  return held.length < structureEnd ? structureEnd : structureEnd + word(held, 5);
}
