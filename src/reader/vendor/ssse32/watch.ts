import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../../errors/index.ts';
import type { Reader, ReaderEvent, WaitForCardOptions } from '../../provider.ts';
import { isNamed } from '../../readerName.ts';
import { unlessStopped } from '../../stopping.ts';
import { assertWaitMs } from '../../waitTime.ts';
import type { Look, Ssse32Reader } from './reader.ts';

/** The interface has no way to wait for a card: it is asked, often enough to seem immediate. */
const POLL_PAUSE_MS = 300;

const CODES = {
  'no-reader': 'reader.no-reader',
  mute: 'reader.card-mute',
  empty: 'reader.no-card',
} as const;

/** Looks until the holder's slot has a card that answers. @throws as `ReaderProvider.waitForCard` says. */
export async function waitForCard(
  reader: Ssse32Reader,
  { timeoutMs, reader: wanted }: WaitForCardOptions,
  stop: AbortSignal,
): Promise<Reader> {
  assertWaitMs('timeoutMs', timeoutMs);
  const until = performance.now() + timeoutMs;
  let last: Look = { state: 'no-reader' };
  // Ends at `until`: the look with no time left is the last.
  for (;;) {
    if (stop.aborted) throw new OneCardError('reader.wait-aborted', {}, { cause: stop.reason });
    if (isNamed(reader.name, wanted)) {
      last = (await unlessStopped(reader.look(last, stop), stop)) ?? last;
      if (stop.aborted) continue;
    }
    if (last.state === 'present') return reader;
    const leftMs = until - performance.now();
    if (leftMs <= 0) {
      throw new OneCardError(CODES[last.state], { waitedMs: timeoutMs, reader: reader.name });
    }
    await pause(Math.min(leftMs, POLL_PAUSE_MS), stop);
  }
}

/**
 * Events until `stop`, first those that describe what is there. The reader is looked at only when the
 * consumer asks for more, so nothing piles up when it does not.
 */
export async function* watchReader(
  reader: Ssse32Reader,
  stop: AbortSignal,
): AsyncGenerator<ReaderEvent> {
  let last: Look = { state: 'no-reader' };
  let isLost = false;
  while (!stop.aborted) {
    const next = await tryLook(reader, last, stop);
    if (next === undefined) return;
    if (next instanceof OneCardError) {
      yield* difference(reader.name, last, { state: 'no-reader' });
      last = { state: 'no-reader' };
      if (!isLost) yield { type: 'service-lost', code: next.code };
      isLost = true;
    } else {
      if (isLost) yield { type: 'service-back' };
      isLost = false;
      yield* difference(reader.name, last, next);
      last = next;
    }
    await pause(POLL_PAUSE_MS, stop);
  }
}

/** A look, or why the driver could not look, or undefined when `stop` came first. */
async function tryLook(
  reader: Ssse32Reader,
  last: Look,
  stop: AbortSignal,
): Promise<Look | OneCardError | undefined> {
  try {
    return await reader.look(last, stop);
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return stop.aborted ? undefined : error;
  }
}

/** From the inside out what went, from the outside in what came. */
function* difference(reader: string, last: Look, next: Look): Generator<ReaderEvent> {
  const slot = 0;
  if (last === next) return;
  if (last.state === 'present') yield { type: 'card-out', reader, slot };
  const wasThere = last.state !== 'no-reader';
  const isThere = next.state !== 'no-reader';
  if (wasThere && !isThere) yield { type: 'reader-detached', reader };
  if (!wasThere && isThere) yield { type: 'reader-attached', reader };
  if (next.state === 'present') yield { type: 'card-in', reader, slot, atr: next.atr };
}

/** An abort ends the pause early; whoever pauses looks at the signal next. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
