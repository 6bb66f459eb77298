import type { Clock } from '../model/index.ts';
import { type Instant, instant } from '../time.ts';

/** Now, in the card's resolution: the statement must say what the card says. */
export function wholeSeconds(clock: Clock): Instant {
  return instant(Math.floor(clock.now() / 1000) * 1000);
}
