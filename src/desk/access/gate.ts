/** Who a request comes from, and whether a route is theirs to call. */

import { OneCardError } from '../../errors/index.ts';
import type { Clock } from '../../model/index.ts';
import { RateLimit } from '../guard/rate.ts';
import {
  RATE_BURST,
  RATE_PER_SECOND,
  REFUSED_TOKEN_BURST,
  REFUSED_TOKEN_PER_SECOND,
  STRANGER_BURST,
  STRANGER_PER_SECOND,
} from '../limits.ts';
import type { Caller, DeskRoute } from '../routes.ts';
import type { Grants } from './grants.ts';

const BEARER = /^Bearer ([A-Za-z0-9_-]{1,100})$/;

export interface Gate {
  /**
   * @param origin of the page, after it was found on the list; of the page that a window acts for
   * @param authorization the header, or the token out of the path
   * @throws OneCardError `desk.token-missing`, `desk.token-refused`, `desk.scope-missing`, `desk.rate-limited`
   */
  admit(
    access: DeskRoute['access'],
    origin: string | undefined,
    authorization: string | undefined,
  ): Caller;
}

export function openGate(grants: Grants, clock: Clock): Gate {
  const known = new RateLimit({ burst: RATE_BURST, perSecond: RATE_PER_SECOND }, clock);
  const strangers = new RateLimit({ burst: STRANGER_BURST, perSecond: STRANGER_PER_SECOND }, clock);
  const refused = new RateLimit(
    { burst: REFUSED_TOKEN_BURST, perSecond: REFUSED_TOKEN_PER_SECOND },
    clock,
  );

  function take(limit: RateLimit, key: string): void {
    const retryAfterSeconds = limit.take(key);
    if (retryAfterSeconds > 0) throw new OneCardError('desk.rate-limited', { retryAfterSeconds });
  }

  /**
   * A good token always passes: nobody guesses 256 bits, and a program that goes on with a revoked one
   * must not shut out the others. What is limited is the noise.
   */
  function grantOf(authorization: string, origin: string) {
    try {
      return grants.check(BEARER.exec(authorization)?.[1] ?? '', origin);
    } catch (error) {
      take(refused, origin);
      throw error;
    }
  }

  return {
    admit(access, origin, authorization) {
      if (authorization === undefined) {
        take(strangers, origin ?? '');
        if (access === 'anyone') return { scopes: new Set(), ...(origin ? { origin } : {}) };
        throw new OneCardError('desk.token-missing');
      }
      const grant = grantOf(authorization, origin ?? '');
      take(known, grant.id);
      const scopes = new Set(grant.scopes);
      const isOpen = access === 'anyone' || access === 'paired';
      if (!isOpen && !scopes.has(access)) {
        throw new OneCardError('desk.scope-missing', { scope: access });
      }
      const revoked = grants.revoked(grant.id);
      return { grant: grant.id, revoked, scopes, ...(origin ? { origin } : {}) };
    },
  };
}
