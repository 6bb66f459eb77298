/** What happens at a serial reader: the port comes and goes, cards come and go. */

import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../errors/index.ts';
import type { ReaderEvent } from '../provider.ts';
import type { SerialDevice } from './device.ts';
import { LOOK_PAUSE_MS, REOPEN_PAUSE_MS } from './limits.ts';
import type { SerialReader } from './reader.ts';

export interface SerialWatch {
  readonly reader: SerialReader;
  /** The device; undefined while no reader is there. A port that cannot be opened is a failure. */
  readonly open: () => Promise<SerialDevice | undefined>;
  readonly signal: AbortSignal;
}

/** What was last seen of a slot. */
interface SeenSlot {
  isPresent: boolean;
  removals: number;
}

/**
 * Events until `signal` aborts, first those that describe what is there. The reader is looked at only
 * when the consumer asks for the next event, so nothing piles up when it does not.
 */
export async function* watchSerialReader(watch: SerialWatch): AsyncGenerator<ReaderEvent> {
  const { signal } = watch;
  const reader = watch.reader.name;
  let seen: SeenSlot[] | undefined;
  let isLost = false;
  // Each round looks once and pauses; the signal ends it.
  while (!signal.aborted) {
    const opened = await tryOpen(watch);
    if (signal.aborted) return;
    const failure = opened instanceof OneCardError ? opened : undefined;
    if (isLost && !failure) yield { type: 'service-back' };
    const device = opened instanceof OneCardError ? undefined : opened;
    if (device && !device.isClosed) {
      if (!seen) yield { type: 'reader-attached', reader };
      seen ??= Array.from({ length: device.model.slotCount }, (_, slot) => ({
        isPresent: false,
        removals: device.removalsOf(slot),
      }));
      yield* changesOf(watch.reader, device, seen);
    } else if (seen) {
      yield* gone(reader, seen);
      seen = undefined;
    }
    if (failure && !isLost) yield { type: 'service-lost', code: failure.code };
    isLost = failure !== undefined;
    const pauseMs = seen ? LOOK_PAUSE_MS : REOPEN_PAUSE_MS;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The device, or why the port cannot be opened. */
async function tryOpen({ open }: SerialWatch): Promise<SerialDevice | OneCardError | undefined> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof OneCardError) return error;
    throw error;
  }
}

async function* changesOf(
  reader: SerialReader,
  device: SerialDevice,
  seen: readonly SeenSlot[],
): AsyncGenerator<ReaderEvent> {
  for (const [slot, state] of seen.entries()) {
    const status = await device.statusOf(slot).catch(() => undefined);
    // Unplugged within this look: the next one finds the port closed.
    if (status === undefined) return;
    const removals = device.removalsOf(slot);
    const isPresent = status !== 'absent';
    // A card that was swapped between two looks has left its removal behind.
    if (state.isPresent && (!isPresent || removals !== state.removals)) {
      state.isPresent = false;
      yield { type: 'card-out', reader: reader.name, slot };
    }
    state.removals = removals;
    if (!isPresent || state.isPresent) continue;
    const look = await reader.look(device, slot).catch(() => undefined);
    if (!look || look.state === 'absent') continue;
    state.isPresent = true;
    // A card that does not answer is in all the same.
    const atr = look.state === 'present' ? look.atr : new Uint8Array(0);
    yield { type: 'card-in', reader: reader.name, slot, atr };
  }
}

function* gone(reader: string, seen: readonly SeenSlot[]): Generator<ReaderEvent> {
  for (const [slot, { isPresent }] of seen.entries()) {
    if (isPresent) yield { type: 'card-out', reader, slot };
  }
  yield { type: 'reader-detached', reader };
}
