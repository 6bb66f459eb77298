import { OneCardError } from '../errors/index.ts';
import type { CountyCode } from '../model/index.ts';
import type { Instant } from '../time.ts';

const MINUTE_MS = 60_000;

/**
 * Clocks of a desk and of a centre differ by minutes. Beyond half an hour a date may be another day, and a
 * security module with a clock beside it signs nothing that is dated an hour ahead: the card would be
 * written, and nobody could sign.
 */
const CLOCK_DIFFERENCE_MS_MAX = 30 * MINUTE_MS;

/**
 * Holds the terminal's time against the centre's, before anything is written.
 * @throws OneCardError `terminal.clock-wrong` with the difference in minutes
 */
export function assertClock(county: CountyCode, own: Instant, centres: Instant): void {
  const aheadMs = own - centres;
  if (Math.abs(aheadMs) <= CLOCK_DIFFERENCE_MS_MAX) return;
  const minutes = Math.round(Math.abs(aheadMs) / MINUTE_MS);
  const difference = aheadMs > 0 ? { aheadMinutes: minutes } : { behindMinutes: minutes };
  throw new OneCardError('terminal.clock-wrong', { county, ...difference });
}
