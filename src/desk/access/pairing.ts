/**
 * Rules 4 and 7: an origin asks, a person reads six digits in the service's own window and types them
 * into the page, and the page changes them once for a token. The person who does that has confirmed
 * the origin; it joins the list with the first token.
 */

import { timingSafeEqual } from 'node:crypto';
import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, RandomSource } from '../../model/index.ts';
import { RateLimit } from '../guard/rate.ts';
import {
  PAIRING_MS_MAX,
  PAIRING_TRIES_MAX,
  PAIRINGS_OPEN_MAX,
  PAIRINGS_PER_HOUR,
} from '../limits.ts';
import { type Ending, endingIn, hasEnded, type Ticks } from '../ticks.ts';
import type { Grant, GrantRequest, Grants } from './grants.ts';

const CODE_DIGITS = 6;
const CODES = 10 ** CODE_DIGITS;
/** The largest multiple of CODES in 32 bits: above it, a code would be a little likelier than others. */
const FAIR_MAX = 2 ** 32 - (2 ** 32 % CODES);

/** What the service's own window and console show. */
export interface PairingPrompt extends GrantRequest {
  readonly id: string;
  readonly code: string;
  readonly until: number;
}

export interface Pairings {
  /**
   * @param show puts the code before a person, and only there
   * @throws OneCardError `desk.rate-limited`
   */
  begin(request: GrantRequest): { readonly id: string; readonly until: number };
  /**
   * Changes the code for a token, once.
   * @throws OneCardError `desk.pairing-refused`
   */
  finish(
    id: string,
    code: string,
    origin: string,
  ): { readonly grant: Grant; readonly token: string };
  /** Codes that wait to be typed in. */
  open(): readonly PairingPrompt[];
}

export interface PairingsOptions {
  readonly grants: Grants;
  readonly clock: Clock;
  readonly ticks: Ticks;
  readonly random: RandomSource;
  readonly show: (prompt: PairingPrompt) => void;
}

interface Waiting {
  readonly prompt: PairingPrompt;
  readonly ending: Ending;
  triesLeft: number;
}

export function openPairings(options: PairingsOptions): Pairings {
  const { grants, clock, ticks, random, show } = options;
  const waiting = new Map<string, Waiting>();
  const rate = new RateLimit(
    { burst: PAIRINGS_PER_HOUR, perSecond: PAIRINGS_PER_HOUR / 3_600 },
    clock,
  );

  function dropEnded(): void {
    for (const [id, { ending }] of waiting) {
      if (hasEnded(ending, clock, ticks)) waiting.delete(id);
    }
  }

  return {
    begin(request) {
      dropEnded();
      const wait = waiting.size >= PAIRINGS_OPEN_MAX ? PAIRING_MS_MAX / 1000 : rate.take('all');
      if (wait > 0) throw new OneCardError('desk.rate-limited', { retryAfterSeconds: wait });
      const id = toHex(random.bytes(16));
      const ending = endingIn(PAIRING_MS_MAX, clock, ticks);
      const { until } = ending;
      const prompt = { ...request, id, code: newCode(random), until };
      waiting.set(id, { prompt, ending, triesLeft: PAIRING_TRIES_MAX });
      show(prompt);
      return { id, until };
    },
    finish(id, code, origin) {
      dropEnded();
      const pairing = waiting.get(id);
      if (!pairing || pairing.prompt.origin !== origin) {
        throw new OneCardError('desk.pairing-refused', { triesLeft: 0 });
      }
      if (!isEqual(pairing.prompt.code, code)) {
        pairing.triesLeft--;
        if (pairing.triesLeft === 0) waiting.delete(id);
        throw new OneCardError('desk.pairing-refused', { triesLeft: pairing.triesLeft });
      }
      waiting.delete(id);
      const { name, scopes } = pairing.prompt;
      if (origin !== '') grants.allow(origin);
      return grants.make({ name, origin, scopes });
    },
    open() {
      dropEnded();
      return [...waiting.values()].map(({ prompt }) => prompt);
    },
  };
}

function isEqual(code: string, typed: string): boolean {
  return code.length === typed.length && timingSafeEqual(Buffer.from(code), Buffer.from(typed));
}

/** Six digits, each code as likely as any other. */
function newCode(random: RandomSource): string {
  // A draw is unfair in one of 4,000: a hundred in a row do not happen.
  for (let draw = 0; draw < 100; draw++) {
    const number = Buffer.from(random.bytes(4)).readUInt32BE();
    if (number < FAIR_MAX) return String(number % CODES).padStart(CODE_DIGITS, '0');
  }
  throw new RangeError('"random" expected fair bytes');
}
