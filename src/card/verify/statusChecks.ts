/** Whether the county has blocked the card, and how old that knowledge is. */

import {
  type Certificate,
  newestStatusList,
  statusAt,
  type TrustStore,
  type VerifiedStatusList,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Instant } from '../../time.ts';
import type { SecurityObject } from '../codec/securityObject.ts';
import type { CheckCause } from './checks.ts';

const HOUR_MS = 3_600_000;

/** The newest list that the county signed, of those that the terminal holds. */
export function statusListOf(
  trust: TrustStore,
  county: Certificate | undefined,
  object: SecurityObject | undefined,
): VerifiedStatusList | undefined {
  if (!county || !object) return undefined;
  return newestStatusList(trust, county, object.statusList.listNumber).list;
}

/** A terminal without a list knows nothing of blocked cards: that is a refusal, not a pass. */
export function statusListAgeCause(
  list: VerifiedStatusList | undefined,
  now: Instant,
  ageHoursMax: number,
): CheckCause | undefined {
  if (!list) return 'list-missing';
  if (list.issuedAt > now) return 'list-from-future';
  return now - list.issuedAt > ageHoursMax * HOUR_MS ? 'list-too-old' : undefined;
}

export function cardStatusCause(
  list: VerifiedStatusList | undefined,
  object: SecurityObject | undefined,
): CheckCause | undefined {
  if (!list || !object) return 'not-run';
  try {
    const status = statusAt(list, object.statusList.index);
    return status === 'good' ? undefined : status;
  } catch (error) {
    if (error instanceof OneCardError && error.code === 'crypto.status-index-outside') {
      return 'not-in-list';
    }
    throw error;
  }
}
