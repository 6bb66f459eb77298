/** What a card holds, seen by nobody in the world: without keys, channel or module. */

import { concat, fromHex } from '../bytes.ts';
import { FILES, parseLogRecord, parseSlot, parseState, unframeLogRecord } from '../card/index.ts';
import { cmacMatches } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardLogRecord, CardState } from '../model/index.ts';
import { SUITE } from './world/authority.ts';
import type { Person } from './world/person.ts';

export interface CardPeek {
  /** Of the whole slot with the highest sequence. */
  readonly state: CardState;
  /** Every log record that is whole, the newest first. */
  readonly log: readonly CardLogRecord[];
  readonly atc: number;
}

export function peekAt({ card, serial, stateKey }: Person): CardPeek {
  const { files, log, atc } = card.contents();
  const states = (['EF.STATE-A', 'EF.STATE-B'] as const).flatMap((name) => {
    const bytes = files.get(FILES[name].fid)!;
    const slot = ifWhole(() => parseSlot(bytes, name));
    if (!slot) return [];
    // Only a body that was written to its end has its code.
    const message = concat([fromHex(serial), slot.body]);
    if (!cmacMatches(SUITE, stateKey, message, slot.mac)) return [];
    return ifWhole(() => parseState(slot.body)) ?? [];
  });
  const [first, ...rest] = states;
  if (!first) throw new Error('a card without any whole state');
  const state = rest.reduce(
    (newest, each) => (each.sequence > newest.sequence ? each : newest),
    first,
  );
  return {
    state,
    log: log.flatMap((record) => ifWhole(() => parseLogRecord(unframeLogRecord(record))) ?? []),
    atc,
  };
}

function ifWhole<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OneCardError || error instanceof RangeError) return undefined;
    throw error;
  }
}
