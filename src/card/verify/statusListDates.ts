import {
  checkChain,
  newestStatusList,
  parseCertificate,
  type TrustStore,
} from '../../crypto/index.ts';
import type { CardRecord, SamProof } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { issuerViewOf } from './issuerChecks.ts';
import { statusListOf } from './statusChecks.ts';

/** When the lists were issued that say whether card and module are blocked; absent without such a list. */
export interface StatusListDates {
  readonly cards?: Instant;
  readonly sams?: Instant;
}

/**
 * How old a terminal's knowledge of blocked cards and modules is.
 * @param record a proven one
 * @param proof of a module that `verifySam` trusts
 */
export function statusListDates(
  record: CardRecord,
  proof: SamProof,
  trust: TrustStore,
  now: Instant,
): StatusListDates {
  const view = issuerViewOf(record);
  const cards = statusListOf(trust, view.county, view.object);
  const chain = checkChain(proof.chain, trust, now);
  const place = parseCertificate(proof.certificate).statusPlace;
  const sams =
    chain.outcome === 'trusted' && place
      ? newestStatusList(trust, chain.county, place.listNumber, 'sams').list
      : undefined;
  return {
    ...(cards && { cards: cards.issuedAt }),
    ...(sams && { sams: sams.issuedAt }),
  };
}
