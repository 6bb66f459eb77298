/**
 * The service's own window: whoever reads the console, or may read the owner's files, opens it with an
 * address that works once. It shows pairing codes and may do everything.
 */

import { equalBytes, toHex, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, RandomSource } from '../../model/index.ts';
import { sha256 } from '../../terminal/deskParts.ts';
import { type Ending, endingIn, hasEnded, type Ticks } from '../ticks.ts';

/** Milliseconds that an address works: somebody has to walk over to the screen. */
const ADDRESS_MS_MAX = 600_000;
/** Addresses at once; the oldest ends. */
const ADDRESSES_MAX = 8;

export interface OwnWindow {
  /** The secret part of an address, good once. */
  newKey(): string;
  /** Uses a key up. @throws OneCardError `desk.window-refused` */
  use(key: string): void;
}

export function openOwnWindow(clock: Clock, random: RandomSource, ticks: Ticks): OwnWindow {
  let keys: readonly ({ readonly hash: Uint8Array } & Ending)[] = [];
  return {
    newKey() {
      const key = toHex(random.bytes(32));
      const ending = endingIn(ADDRESS_MS_MAX, clock, ticks);
      keys = [...keys.slice(1 - ADDRESSES_MAX), { hash: sha256(utf8(key)), ...ending }];
      return key;
    },
    use(key) {
      const hash = sha256(utf8(key.slice(0, 64)));
      const found = keys.filter(
        (each) => equalBytes(each.hash, hash) && !hasEnded(each, clock, ticks),
      );
      if (found.length === 0) throw new OneCardError('desk.window-refused');
      keys = keys.filter((each) => !found.includes(each));
    },
  };
}
