/** Settlements that were made off line, as an honest terminal hands them in. */

import type { Centre } from '../../src/centre/index.ts';
import { sha256 } from '../../src/crypto/index.ts';
import type {
  Bill,
  OfflineLimits,
  SettleRequest,
  UploadParts,
  Usage,
} from '../../src/model/index.ts';
import { ZERO } from '../../src/money.ts';
import { settlementId, signed } from '../settlement/journal/support.ts';
import { limitsFor, signedLimits } from '../support/offlineLimits.ts';
import { registeredCentre } from './support.ts';
import {
  adjudicationOf,
  billOf,
  CATALOGUE,
  headOf,
  PLAN,
  SETTLED_AT,
  statementOf,
} from './visits.ts';

export const NOTHING: Usage = {
  year: 2026,
  deductibleMet: ZERO,
  benefitDrawn: ZERO,
  admissions: 0,
};

export const LIMITS = limitsFor(PLAN, CATALOGUE, SETTLED_AT);
const SIGNED_LIMITS = signedLimits(LIMITS, SETTLED_AT);

/** Publishes limits at `centre` and names them in every upload after. */
export async function publish(centre: Centre, limits: OfflineLimits = LIMITS) {
  const bytes = limits === LIMITS ? SIGNED_LIMITS : signedLimits(limits, SETTLED_AT);
  await centre.publishLimits(bytes);
  return { county: limits.county, version: limits.version, hash: sha256(bytes) };
}

/** A centre that has published limits. */
export async function publishedCentre(file?: string): Promise<Centre> {
  const centre = await registeredCentre(file);
  await publish(centre);
  return centre;
}

export type Upload = SettleRequest & UploadParts & { readonly bill: Bill };

/**
 * What a terminal hands in that decided bill `number` by the card's `usage`.
 * @param sequence of the card once it was written
 */
export function uploadOf(
  number: number,
  sequence: number,
  usage: Usage = NOTHING,
  bill = billOf(number),
): Upload {
  const adjudication = adjudicationOf(bill, usage);
  const statement = statementOf(settlementId(number), adjudication, sequence);
  return {
    statement,
    adjudication,
    bill,
    journalHead: headOf(3 * number - 2),
    signed: signed(statement),
    offline: {
      decidedAt: SETTLED_AT,
      cause: 'unreachable',
      limits: { county: LIMITS.county, version: LIMITS.version, hash: sha256(SIGNED_LIMITS) },
    },
  };
}

/** The card's figures after an upload, which the next decision off line goes by. */
export function usageAfter({ adjudication }: Upload): Usage {
  return adjudication.usageAfter;
}

export function handIn(centre: Centre, upload: SettleRequest & UploadParts) {
  return centre.upload(upload.statement.id, upload);
}
