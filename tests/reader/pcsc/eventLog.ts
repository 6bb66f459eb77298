import { expect } from 'vitest';
import type { ReaderProvider } from '../../../src/reader/index.ts';
import { DeskModel, lineOf } from './deskModel.ts';

/** Collects the events of a provider as lines, and holds each to the order. */
export interface EventLog {
  readonly lines: readonly string[];
  readonly desk: DeskModel;
  /** Waits until the lines, from `since` on, contain these in this order, others between them or not. */
  contains(wanted: readonly string[], since?: number): Promise<void>;
  stop(): Promise<void>;
}

export function logEvents(provider: ReaderProvider, timeoutMs = 20_000): EventLog {
  const lines: string[] = [];
  const desk = new DeskModel();
  const stop = new AbortController();
  let failure: unknown;
  const ended = (async () => {
    for await (const event of provider.events({ signal: stop.signal })) {
      lines.push(lineOf(event));
      desk.take(event);
    }
  })().catch((error: unknown) => {
    failure = error;
  });
  const check = (): void => {
    if (failure) throw failure;
  };
  return {
    lines,
    desk,
    async contains(wanted, since = 0) {
      const found = (): readonly string[] => {
        check();
        const left = [...wanted];
        for (const line of lines.slice(since)) if (line === left[0]) left.shift();
        return left;
      };
      await expect
        .poll(found, { timeout: timeoutMs, interval: 5, message: `of ${lines.join('; ')}` })
        .toEqual([]);
    },
    async stop() {
      stop.abort();
      await ended;
      check();
    },
  };
}
