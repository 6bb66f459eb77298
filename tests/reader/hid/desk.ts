import { encodeCommand } from '../../../src/card/index.ts';
import type { ReaderEvent } from '../../../src/reader/provider.ts';

const NO_DATA = new Uint8Array(0);

/** READ BINARY of `ne` bytes. */
export function read(ne: number): Uint8Array {
  return encodeCommand({ cla: 0, ins: 0xb0, p1: 0, p2: 0, data: NO_DATA, ne });
}

/** A command that the echo card gives back. */
export function echo(data: Uint8Array, ne = data.length): Uint8Array {
  return encodeCommand({ cla: 0, ins: 0xe0, p1: 0, p2: 0, data, ne });
}

/** Settings that make a test short. */
export const POLL_MS = 5;
export const TIMES = {
  silenceMs: 150,
  exchangeMs: 1_000,
  packetGapMs: 100,
  busyMs: 300,
  busyPauseMs: 10,
};

/** Event types and what they are about, in short. */
export function shortEvent(event: ReaderEvent): string {
  const about = 'reader' in event ? event.reader : 'code' in event ? event.code : '';
  return about === '' ? event.type : `${event.type} ${about}`;
}

/** The events up to and with the first of `last`; `meanwhile` runs after each. */
export async function eventsUntil(
  events: AsyncIterable<ReaderEvent>,
  last: string,
  meanwhile: (event: ReaderEvent) => void = () => undefined,
): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const event of events) {
    seen.push(shortEvent(event));
    if (shortEvent(event).startsWith(last)) break;
    meanwhile(event);
  }
  return seen;
}
