import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { FIRST_LOOK_MS } from '../limits.ts';
import type { WaitForCardOptions } from '../provider.ts';
import { isNamed } from '../readerName.ts';
import { assertWaitMs } from '../waitTime.ts';
import type { DeskState } from './deskState.ts';
import type { DeviceSlots } from './devices.ts';
import type { PcscSupervisor } from './supervisor.ts';

const HOLDER_SLOT = 0;

/** Losses after which the service may come back by itself. */
const SERVICE_LOSSES: ReadonlySet<ErrorCode> = new Set([
  'reader.service-not-available',
  'reader.service-stopped',
  'reader.reader-removed',
]);

/**
 * Waits until a reader holds a card that answers.
 * A service that is not there at the start is reported at once; one that goes away during the wait may
 * come back until the time is up, which is what a restart, or the last reader unplugged on Windows, does.
 */
export async function findCard(
  supervisor: PcscSupervisor,
  { timeoutMs, signal, reader }: WaitForCardOptions,
): Promise<DeviceSlots> {
  assertWaitMs('timeoutMs', timeoutMs);
  const until = performance.now() + timeoutMs;
  const timeIsUp = new AbortController();
  const stops = signal ? [signal, timeIsUp.signal] : [timeIsUp.signal];
  const endAfter = (ms: number) => setTimeout(() => timeIsUp.abort(), ms);
  // However short the wait, a look that has begun gets the time that a look takes.
  let timer = endAfter(Math.max(timeoutMs, FIRST_LOOK_MS));
  let last: DeskState | undefined;
  try {
    for await (const state of supervisor.states(AbortSignal.any(stops))) {
      const isFirst = last === undefined;
      last = state;
      const loss = state.lostWith;
      if (loss && (isFirst || !SERVICE_LOSSES.has(loss.code))) throw loss;
      const found = readerWithCard(state, reader);
      if (found !== undefined) return found;
      const leftMs = Math.max(0, until - performance.now());
      if (leftMs === 0) break;
      if (!isFirst) continue;
      clearTimeout(timer);
      timer = endAfter(leftMs);
    }
  } finally {
    clearTimeout(timer);
  }
  if (signal?.aborted) throw new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
  if (last) throw failure(last, timeoutMs, reader);
  throw new OneCardError('reader.call-timed-out', { call: 'first look', waitedMs: timeoutMs });
}

function readerWithCard(state: DeskState, wanted: string | undefined): DeviceSlots | undefined {
  for (const [name, { device, cards }] of state.readers) {
    if (cards.has(HOLDER_SLOT) && isNamed(name, wanted)) return device;
  }
  return undefined;
}

/** Why the wait ended without a card. */
function failure(state: DeskState, waitedMs: number, wanted: string | undefined): OneCardError {
  if (state.lostWith) return state.lostWith;
  const readers = [...state.readers].filter(([name]) => isNamed(name, wanted));
  const detail = { waitedMs, readers: readers.length };
  if (readers.length === 0) return new OneCardError('reader.no-reader', detail);
  const isMute = readers.some(([, { muteSlots }]) => muteSlots.has(HOLDER_SLOT));
  return new OneCardError(isMute ? 'reader.card-mute' : 'reader.no-card', detail);
}
