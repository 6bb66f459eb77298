import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../errors/index.ts';
import type { InsertableCard } from './insertable.ts';
import {
  encodeFrame,
  FrameDecoder,
  VPCD_GET_ATR,
  VPCD_POWER_OFF,
  VPCD_POWER_ON,
  VPCD_RESET,
} from './vpcdFrames.ts';

/** Port of vpcd's first slot; the second is one higher. */
export const VPCD_PORT = 35_963;

/** A slot on the same machine answers within a millisecond; 5 s is a machine under heavy load. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The daemon asks its slots every 400 ms whether a card is in. A card put in before it has missed the last
 * one would be taken for that one, and never be powered.
 */
const REMOVAL_NOTICE_MS = 500;

export interface VpcdOptions {
  readonly host?: string;
  readonly port?: number;
  /** Gives up connecting, and later pulls the card out. */
  readonly signal?: AbortSignal | undefined;
}

/** Why the card is out of the slot again. */
export type VpcdEnd =
  /** `close` or the signal pulled it, or it lost its power. */
  | { readonly outcome: 'card-left' }
  /** The daemon ended, or the line to it broke. */
  | { readonly outcome: 'slot-left' }
  | { readonly outcome: 'failed'; readonly error: unknown };

/** A virtual card in a slot of a PC/SC daemon. */
export interface VpcdSlot {
  /** Never rejects. */
  readonly ended: Promise<VpcdEnd>;
  /** Pulls the card out, and gives the daemon half a second to see it. */
  close(): Promise<void>;
}

/**
 * Puts `card` into a slot of vpcd, the virtual reader of vsmartcard: pcscd then sees a card like any
 * other. One card a slot: a second one waits in the listener's queue until the first has left. The
 * connection is not made anew when it ends.
 * @throws OneCardError `virtual.slot-not-reachable`, `reader.wait-aborted`.
 */
export async function connectVpcd(
  card: InsertableCard,
  options: VpcdOptions = {},
): Promise<VpcdSlot> {
  const { host = '127.0.0.1', port = VPCD_PORT, signal } = options;
  const socket = await connected(host, port, signal);
  let hasCardLeft = false;
  const leave = () => {
    hasCardLeft = true;
    socket.destroy();
  };
  signal?.addEventListener('abort', leave, { once: true });
  if (signal?.aborted) leave();
  const serving = serve(card, socket).then(
    (outcome): VpcdEnd => ({ outcome: hasCardLeft ? 'card-left' : outcome }),
    // A line that breaks while the card is being pulled is the pulling, not a failure.
    (error): VpcdEnd => (hasCardLeft ? { outcome: 'card-left' } : { outcome: 'failed', error }),
  );
  const ended = serving.finally(() => {
    signal?.removeEventListener('abort', leave);
    socket.destroy();
    card.powerDown();
  });
  return {
    ended,
    async close() {
      const isIn = !socket.destroyed;
      leave();
      await ended;
      if (isIn) await sleep(REMOVAL_NOTICE_MS);
    },
  };
}

async function connected(
  host: string,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  const limit = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  const signals = signal ? [limit, signal] : [limit];
  // An answer is written in one piece and is wanted now.
  const socket = connect({ host, port, noDelay: true });
  try {
    await once(socket, 'connect', { signal: AbortSignal.any(signals) });
    return socket;
  } catch (cause) {
    socket.destroy();
    if (signal?.aborted) {
      throw new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
    }
    throw new OneCardError('virtual.slot-not-reachable', { host, port }, { cause });
  }
}

/** Answers frames until the line ends; frame by frame, so that the daemon cannot run ahead. */
async function serve(card: InsertableCard, socket: Socket): Promise<'card-left' | 'slot-left'> {
  const decoder = new FrameDecoder();
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    for (const body of decoder.push(chunk)) {
      const answer = body.length === 1 ? control(card, body[0]!) : await answerOf(card, body);
      if (answer === 'power-lost') return 'card-left';
      // Pulled while it was thinking: nobody waits for the answer, and nothing would drain.
      if (socket.destroyed) return 'slot-left';
      if (answer && !socket.write(encodeFrame(answer))) await drained(socket);
    }
  }
  return 'slot-left';
}

/** Resolves when the socket takes more, or is closed. */
async function drained(socket: Socket): Promise<void> {
  const over = new AbortController();
  const events = ['drain', 'close'].map((event) => once(socket, event, { signal: over.signal }));
  try {
    await Promise.race(events);
  } finally {
    over.abort();
    await Promise.allSettled(events);
  }
}

function control(card: InsertableCard, code: number): Uint8Array | undefined {
  switch (code) {
    case VPCD_POWER_OFF:
      card.powerDown();
      return undefined;
    case VPCD_POWER_ON:
    case VPCD_RESET:
      card.powerUp();
      return undefined;
    case VPCD_GET_ATR:
      return card.atr;
    default:
      throw new OneCardError('virtual.slot-protocol-broken', { rule: 'control-byte', code });
  }
}

async function answerOf(
  card: InsertableCard,
  command: Uint8Array,
): Promise<Uint8Array | 'power-lost'> {
  try {
    return await card.transmit(command);
  } catch (error) {
    if (error instanceof OneCardError && error.code === 'reader.card-removed') return 'power-lost';
    throw error;
  }
}
