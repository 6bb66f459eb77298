/**
 * The on-line way of a card that proves nothing: the home county's register says who the holder is,
 * and nothing goes on without its answer. What comes out is of a type of its own. It can be decided
 * for (`tryConfirmed`), but not settled: a settlement is signed by the card's own key, and such a card
 * has none.
 */

import { profileChecksOf } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type {
  Bill,
  Brand,
  CountyCode,
  IdentityPort,
  RegisteredPerson,
  UnprovenIdentity,
  Usage,
} from '../model/index.ts';
import { type DecideResult, decide } from '../settlement/index.ts';
import { chinaDate, type Instant } from '../time.ts';
import type { Equipment } from './equipment.ts';

export interface ConfirmedIdentityFields {
  readonly identity: UnprovenIdentity;
  readonly home: CountyCode;
  readonly person: RegisteredPerson;
  readonly usage: Usage;
  readonly insuranceYear: number;
  readonly confirmedAt: Instant;
}

/** A person whom the register of the home county named. Only `confirmIdentity` makes one. */
export type ConfirmedIdentity = Brand<ConfirmedIdentityFields, 'ConfirmedIdentity'>;

export type IdentityRefusal =
  /** The card itself speaks against it: a check failed (`readProfile` names it). */
  | 'card-check-failed'
  /** The card gave neither an identity number nor a number of the scheme. */
  | 'nothing-to-ask-by'
  | 'unknown-county'
  | 'unknown-person'
  | 'card-blocked'
  | 'not-participating'
  | 'name-differs'
  | 'birth-date-differs';

export type IdentityConfirmation =
  | { readonly outcome: 'confirmed'; readonly identity: ConfirmedIdentity }
  | { readonly outcome: 'refused'; readonly reasons: readonly IdentityRefusal[] };

export interface ConfirmationRequest {
  readonly identity: UnprovenIdentity;
  readonly home: CountyCode;
  readonly insuranceYear: number;
  readonly now: Instant;
}

/**
 * Asks the register who the holder of a card in use is, and compares.
 * @throws OneCardError `profile.not-from-card` for an identity that was not read from a card,
 * `centre.unreachable` when there is no answer: then there is no settlement
 */
export async function confirmIdentity(
  { identity, home, insuranceYear, now }: ConfirmationRequest,
  register: IdentityPort,
): Promise<IdentityConfirmation> {
  const checks = profileChecksOf(identity);
  if (!checks) throw new OneCardError('profile.not-from-card');
  if (checks.some(({ outcome }) => outcome === 'failed')) return refused('card-check-failed');
  const { source, card, holder, schemeNumber } = identity;
  const { identityNumber } = holder;
  if (!identityNumber && !schemeNumber) return refused('nothing-to-ask-by');
  const answer = await register.identify({
    home,
    source,
    cardNumber: card.number,
    ...(identityNumber && { identityNumber }),
    ...(schemeNumber && { schemeNumber }),
    insuranceYear,
  });
  if (answer.outcome !== 'found') return refused(answer.outcome);
  const { person, usage } = answer;
  const reasons = differences(identity, person, insuranceYear);
  if (reasons.length > 0) return { outcome: 'refused', reasons };
  const fields = { identity, home, person, usage, insuranceYear, confirmedAt: now };
  return { outcome: 'confirmed', identity: Object.freeze(fields) as unknown as ConfirmedIdentity };
}

/**
 * 预结算: decides a bill for a person whom the register named. Keeps nothing, and is no `Adjudication`:
 * there is nothing to sign it with.
 */
export function tryConfirmed(
  { home, person, usage }: ConfirmedIdentity,
  bill: Bill,
  { counties, catalogue, clock }: Pick<Equipment, 'counties' | 'catalogue' | 'clock'>,
): DecideResult | { readonly outcome: 'unknown-county'; readonly county: CountyCode } {
  const county = counties.get(home);
  if (!county) return { outcome: 'unknown-county', county: home };
  const { memberNumber, name, participation, cardSerial } = person;
  return decide({
    person: { home, cardSerial, memberNumber, name, participation },
    bill,
    plan: county.plan,
    catalogue,
    usage,
    settledOn: chinaDate(clock.now()),
  });
}

function differences(
  { holder }: UnprovenIdentity,
  person: RegisteredPerson,
  insuranceYear: number,
): readonly IdentityRefusal[] {
  const reasons: IdentityRefusal[] = [];
  if (!person.participation.some(({ year }) => year === insuranceYear)) {
    reasons.push('not-participating');
  }
  if (holder.name !== undefined && holder.name !== person.name) reasons.push('name-differs');
  if (holder.bornOn !== undefined && holder.bornOn !== person.bornOn) {
    reasons.push('birth-date-differs');
  }
  return reasons;
}

function refused(reason: IdentityRefusal): IdentityConfirmation {
  return { outcome: 'refused', reasons: [reason] };
}
