/** The guest's desk: virtual readers that the kernel shows as real ones, and the drivers that find them. */

import { encodeCommand } from '../../../../src/card/index.ts';
import type {
  CardConnection,
  Reader,
  ReaderEvent,
  ReaderProvider,
} from '../../../../src/reader/provider.ts';

export const SELECT = encodeCommand({
  cla: 0,
  ins: 0xa4,
  p1: 4,
  p2: 0,
  data: Uint8Array.of(0xf0, 0x4f, 0x4e),
  ne: 0,
});

/** READ BINARY of `ne` bytes, answered with the card's pattern. */
export function read(ne: number): Uint8Array {
  return encodeCommand({ cla: 0, ins: 0xb0, p1: 0, p2: 0, data: new Uint8Array(0), ne });
}

/** A command that the card gives back. */
export function echo(data: Uint8Array, ne = data.length): Uint8Array {
  return encodeCommand({ cla: 0, ins: 0xe0, p1: 0, p2: 0, data, ne });
}

export const WAIT_MS = 10_000;

/** Connects to the reader's holder slot once a card is in, runs `work`, and closes whatever happens. */
export async function withCard<T>(
  readers: ReaderProvider,
  work: (connection: CardConnection, reader: Reader) => Promise<T>,
): Promise<T> {
  const reader = await readers.waitForCard({ timeoutMs: WAIT_MS });
  const connection = await reader.connect();
  try {
    return await work(connection, reader);
  } finally {
    await connection.close();
  }
}

/** Collects event types until `isEnough` says so; ends with the wait's own limit. */
export async function eventsUntil(
  readers: ReaderProvider,
  isEnough: (types: readonly ReaderEvent['type'][]) => boolean,
  begun: (types: readonly ReaderEvent['type'][]) => void = () => undefined,
): Promise<readonly ReaderEvent['type'][]> {
  const types: ReaderEvent['type'][] = [];
  const signal = AbortSignal.timeout(WAIT_MS);
  for await (const event of readers.events({ signal })) {
    types.push(event.type);
    begun(types);
    if (isEnough(types)) break;
  }
  return types;
}

/** The code by which `promise` fails; a success is a failure of the trial. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  throw new Error('it should have failed');
}
