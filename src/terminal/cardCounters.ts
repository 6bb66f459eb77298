/**
 * What a terminal remembers of every card it met: counters that only ever rise. A card that shows a
 * lower one was put back to an older state, or is a copy (card-side rollback, docs/formats/card.md).
 */

import { fromHex } from '../bytes.ts';
import type { CardCounters, CardSerial } from '../model/index.ts';
import { type Database, inRead, inWrite, openStore } from '../settlement/journal/database.ts';

/** Kept over restarts; shared between terminals by whoever carries the file or the rows. */
export interface CardCounterStore {
  /** The highest counters ever seen; undefined for a card that was never met. */
  of(serial: CardSerial): Promise<CardCounters | undefined>;
  /** Remembers each counter that is higher than what is known; a lower one changes nothing. */
  remember(serial: CardSerial, counters: Partial<CardCounters>): Promise<void>;
}

/** Counters in this process's memory, gone with it. */
export function memoryCardCounters(): CardCounterStore {
  const known = new Map<CardSerial, CardCounters>();
  return {
    of: async (serial) => known.get(serial),
    async remember(serial, counters) {
      known.set(serial, raised(known.get(serial), counters));
    },
  };
}

/** `OCCC`. */
const APPLICATION_ID = 0x4f43_4343;
const FORMAT = {
  applicationId: APPLICATION_ID,
  version: 1,
  schema: [
    `CREATE TABLE card (
  serial BLOB PRIMARY KEY CHECK (length(serial) = 8),
  sequence INTEGER NOT NULL,
  atc INTEGER NOT NULL,
  channel_sequence INTEGER NOT NULL
) STRICT`,
  ],
} as const;

/**
 * Opens the terminal's file of counters, making it when it is not there.
 * @throws OneCardError `store.…`
 */
export function openCardCounters(file: string): CardCounterStore & { close(): void } {
  const database = openStore(file, FORMAT);
  let isOpen = true;
  return {
    of: async (serial) => inRead(database, file, () => rowOf(database, serial)),
    async remember(serial, counters) {
      inWrite(database, file, () => {
        const { sequence, atc, channelSequence } = raised(rowOf(database, serial), counters);
        database
          .prepare('INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?)')
          .run(fromHex(serial), sequence, atc, channelSequence);
      });
    },
    close() {
      if (isOpen) database.close();
      isOpen = false;
    },
  };
}

function rowOf(database: Database, serial: CardSerial): CardCounters | undefined {
  const row = database
    .prepare('SELECT sequence, atc, channel_sequence FROM card WHERE serial = ?')
    .get(fromHex(serial));
  if (!row) return undefined;
  return {
    sequence: Number(row.sequence),
    atc: Number(row.atc),
    channelSequence: Number(row.channel_sequence),
  };
}

function raised(known: CardCounters | undefined, seen: Partial<CardCounters>): CardCounters {
  return {
    sequence: Math.max(known?.sequence ?? 0, seen.sequence ?? 0),
    atc: Math.max(known?.atc ?? 0, seen.atc ?? 0),
    channelSequence: Math.max(known?.channelSequence ?? 0, seen.channelSequence ?? 0),
  };
}
