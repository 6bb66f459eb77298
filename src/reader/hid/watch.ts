import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import type { ReaderEvent } from '../provider.ts';
import { unlessStopped } from '../stopping.ts';
import type { Look } from './line.ts';
import type { Lease } from './lines.ts';
import type { HidReader } from './reader.ts';

/** Only the holder's slot is watched: a security module sits inside the reader and does not come and go. */
const WATCHED_SLOT = 0;

interface Watched {
  readonly reader: HidReader;
  lease: Lease | undefined;
  hasCard: boolean;
  /** Why the reader or its card cannot be used. */
  trouble: ErrorCode | undefined;
}

export interface WatchOptions {
  /** Milliseconds between two rounds. */
  readonly pollMs: number;
  /** No further round after this; the first is always begun. */
  readonly until: AbortSignal;
  /** Ends a look that is under way too. */
  readonly stop: AbortSignal;
}

/** What is plugged in and what is in it, from one round to the next. hidapi has no events: it is polled. */
export class HidWatch {
  readonly #list: () => Promise<readonly HidReader[]>;
  readonly #watched = new Map<HidReader, Watched>();
  #lostWith: ErrorCode | undefined;

  constructor(list: () => Promise<readonly HidReader[]>) {
    this.#list = list;
  }

  async *events(options: WatchOptions): AsyncGenerator<ReaderEvent, void, undefined> {
    const { pollMs, until, stop } = options;
    try {
      do {
        yield* this.#round(stop);
        const signal = AbortSignal.any([until, stop]);
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      } while (!until.aborted && !stop.aborted);
    } finally {
      for (const { lease } of this.#watched.values()) await lease?.release();
    }
  }

  get readerCount(): number {
    return this.#watched.size;
  }

  /** Why there was no card: what the clerk or the technician can do something about comes first. */
  get noCardCode(): ErrorCode {
    const troubles = [...this.#watched.values()].map(({ trouble }) => trouble);
    if (this.#lostWith !== undefined) return this.#lostWith;
    if (troubles.length === 0) return 'reader.no-reader';
    if (troubles.includes('reader.card-mute')) return 'reader.card-mute';
    // One reader that works is enough to say that the card is missing.
    return troubles.includes(undefined) ? 'reader.no-card' : troubles[0]!;
  }

  async *#round(stop: AbortSignal): AsyncGenerator<ReaderEvent, void, undefined> {
    const hadService = this.#lostWith === undefined;
    const readers = await this.#tryList();
    if (readers && !hadService) yield { type: 'service-back' };
    if (!readers && hadService) yield { type: 'service-lost', code: this.#lostWith! };
    if (!readers) return;
    for (const watched of this.#watched.values()) {
      if (!readers.includes(watched.reader)) yield* this.#detach(watched);
    }
    for (const reader of readers) {
      if (stop.aborted) return;
      let watched = this.#watched.get(reader);
      if (!watched) {
        watched = { reader, lease: undefined, hasCard: false, trouble: undefined };
        this.#watched.set(reader, watched);
        yield { type: 'reader-attached', reader: reader.name };
      }
      yield* this.#look(watched, stop);
    }
  }

  async #tryList(): Promise<readonly HidReader[] | undefined> {
    try {
      const readers = await this.#list();
      this.#lostWith = undefined;
      return readers;
    } catch (error) {
      this.#lostWith = codeOf(error);
      return undefined;
    }
  }

  async *#detach(watched: Watched): AsyncGenerator<ReaderEvent, void, undefined> {
    const reader = watched.reader.name;
    this.#watched.delete(watched.reader);
    await watched.lease?.release();
    if (watched.hasCard) yield { type: 'card-out', reader, slot: WATCHED_SLOT };
    yield { type: 'reader-detached', reader };
  }

  async *#look(watched: Watched, stop: AbortSignal): AsyncGenerator<ReaderEvent, void, undefined> {
    const reader = watched.reader.name;
    const look = await this.#tryLook(watched, stop);
    // Unplugged and plugged in again between two lists: the next round finds it anew.
    if (watched.trouble === 'reader.reader-removed') yield* this.#detach(watched);
    if (!look) return;
    const isIn = look.state === 'present';
    const isOther = isIn && !look.isSameCard;
    if (watched.hasCard && (!isIn || isOther)) {
      watched.hasCard = false;
      yield { type: 'card-out', reader, slot: WATCHED_SLOT };
    }
    if (isIn && !watched.hasCard) {
      watched.hasCard = true;
      yield { type: 'card-in', reader, slot: WATCHED_SLOT, atr: look.atr };
    }
  }

  async #tryLook(watched: Watched, stop: AbortSignal): Promise<Look | undefined> {
    // What carries no APDUs will not learn it while it stays plugged in.
    if (watched.trouble === 'reader.hid-no-apdu') return undefined;
    const wasMute = watched.trouble === 'reader.card-mute';
    try {
      watched.lease ??= await unlessStopped(watched.reader.lease(), stop, releaseLate);
      if (!watched.lease) return undefined;
      // A mute card is not powered up again at every look.
      const wantsAtr = !watched.hasCard && !wasMute;
      const look = await unlessStopped(watched.lease.line.look(WATCHED_SLOT, wantsAtr), stop);
      if (!look || (wasMute && look.state === 'present')) return undefined;
      watched.trouble = look.state === 'mute' ? 'reader.card-mute' : undefined;
      return look;
    } catch (error) {
      watched.trouble = codeOf(error);
      await watched.lease?.release();
      watched.lease = undefined;
      return undefined;
    }
  }
}

/** The code of a failing world; a bug goes on. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof OneCardError) return error.code;
  throw error;
}

function releaseLate(lease: Lease): void {
  void lease.release().catch(() => undefined);
}
