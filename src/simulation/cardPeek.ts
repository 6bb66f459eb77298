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
  let state: CardState | undefined;
  for (const name of ['EF.STATE-A', 'EF.STATE-B'] as const) {
    const slot = stateIn(files.get(FILES[name].fid)!, name, { serial, stateKey });
    if (slot && (!state || slot.sequence > state.sequence)) state = slot;
  }
  if (!state) throw new Error('a card without any whole state');
  return { state, log: log.flatMap((record) => recordIn(record) ?? []), atc };
}

/** Memory is never changed in place: what was written anew are other bytes. */
const states = new WeakMap<Uint8Array, CardState | 'none'>();
const records = new WeakMap<Uint8Array, CardLogRecord | 'none'>();

/** The state of a slot that was written to its end. */
function stateIn(
  bytes: Uint8Array,
  name: 'EF.STATE-A' | 'EF.STATE-B',
  { serial, stateKey }: Pick<Person, 'serial' | 'stateKey'>,
): CardState | undefined {
  const state = remembered(states, bytes, () => {
    const slot = ifWhole(() => parseSlot(bytes, name));
    if (!slot) return undefined;
    // Only a body that was written to its end has its code.
    const message = concat([fromHex(serial), slot.body]);
    if (!cmacMatches(SUITE, stateKey, message, slot.mac)) return undefined;
    return ifWhole(() => parseState(slot.body));
  });
  return state;
}

function recordIn(bytes: Uint8Array): CardLogRecord | undefined {
  return remembered(records, bytes, () => ifWhole(() => parseLogRecord(unframeLogRecord(bytes))));
}

function remembered<T>(
  known: WeakMap<Uint8Array, T | 'none'>,
  bytes: Uint8Array,
  look: () => T | undefined,
): T | undefined {
  const seen = known.get(bytes) ?? look() ?? 'none';
  known.set(bytes, seen);
  return seen === 'none' ? undefined : (seen as T);
}

function ifWhole<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OneCardError || error instanceof RangeError) return undefined;
    throw error;
  }
}
