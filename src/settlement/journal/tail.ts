/**
 * The newest entries in memory, as they were written, and stories that were asked for: a visit asks for its
 * own a dozen times, and every one would be read, hashed and decoded anew. The newest are without a gap; what
 * is older is read.
 */

import { Recent } from '../../crypto/recent.ts';
import type { SettlementId } from '../../model/index.ts';
import type { EntryKind, JournalEntry } from './entry.ts';
import { STORIES_ENTRIES_MAX, TAIL_BYTES_MAX, TAIL_ENTRIES_MAX } from './limits.ts';

/** Kinds that begin a story: an id whose first entry is here is here whole. */
const OPENING: ReadonlySet<EntryKind> = new Set(['intent', 'admitted']);

interface Held {
  readonly entry: JournalEntry;
  readonly payloadBytes: number;
}

export class Tail {
  readonly #held: Held[] = [];
  /** Whole stories alone. */
  readonly #stories = new Map<SettlementId, JournalEntry[]>();
  /** Those that were read, and what came to them since. */
  #read = readStories();
  #bytes = 0;

  /** Entries come in the order of their sequence. */
  add(entry: JournalEntry, payloadBytes: number): void {
    this.#held.push({ entry, payloadBytes });
    this.#bytes += payloadBytes;
    if (entry.id !== undefined) {
      if (OPENING.has(entry.kind)) this.#stories.set(entry.id, [entry]);
      else this.#stories.get(entry.id)?.push(entry);
      this.#read.get(entry.id)?.push(entry);
    }
    while (this.#held.length > TAIL_ENTRIES_MAX || this.#bytes > TAIL_BYTES_MAX) this.#drop();
  }

  #drop(): void {
    const { entry, payloadBytes } = this.#held.shift()!;
    this.#bytes -= payloadBytes;
    if (entry.id !== undefined) this.#stories.delete(entry.id);
  }

  /** What a commit that failed had added was never there. */
  clear(): void {
    this.#held.length = 0;
    this.#stories.clear();
    this.#read = readStories();
    this.#bytes = 0;
  }

  /** Keeps a story that was read: every entry of an id, ascending. */
  remember(id: SettlementId, story: readonly JournalEntry[]): void {
    this.#read.set(id, [...story]);
  }

  entry(sequence: number): JournalEntry | undefined {
    const [first] = this.#held;
    return first && this.#held[sequence - first.entry.sequence]?.entry;
  }

  /** Every entry of an id, ascending; undefined where some may be older. */
  story(id: SettlementId): readonly JournalEntry[] | undefined {
    return this.#stories.get(id) ?? this.#read.get(id);
  }

  /** Every entry from `sequence` on; undefined where some are older. */
  from(sequence: number): readonly JournalEntry[] | undefined {
    const [first] = this.#held;
    if (!first || sequence < first.entry.sequence) return undefined;
    return this.#held.slice(sequence - first.entry.sequence).map(({ entry }) => entry);
  }
}

function readStories(): Recent<JournalEntry[]> {
  return new Recent(STORIES_ENTRIES_MAX, (story) => story.length);
}
