/** 挂失、停用、恢复、补卡: what becomes of a card after it was issued. */

import { equalBytes, utf8 } from '../bytes.ts';
import { sha256 } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardSerial, CentrePort, Usage } from '../model/index.ts';
import { chinaDate, type PlainDate, yearOf } from '../time.ts';
import { type IssueResult, type IssuingPorts, issueBatch, personOf } from './batch.ts';
import type { Issuer } from './issuer.ts';
import type { Person } from './person.ts';
import { placeOf } from './register/numbers.ts';
import type { CardRow } from './register/register.ts';

export type StatusResult =
  | { readonly outcome: 'changed' | 'unchanged'; readonly listVersion: number }
  /** A card that was made anew is never good again. */
  | { readonly outcome: 'replaced' };

/**
 * Blocks a card, or takes that back, and signs the list anew.
 * @throws OneCardError `issuing.card-unknown`, `issuing.changed-meanwhile`
 */
export async function setCardStatus(
  issuer: Issuer,
  serial: CardSerial,
  status: 'good' | 'blocked' | 'suspended',
): Promise<StatusResult> {
  const card = known(issuer, serial);
  const isReplaced = issuer.register.replacementOf(card.number) !== undefined;
  if (isReplaced && status !== 'blocked') return { outcome: 'replaced' };
  const outcome = card.status === status ? 'unchanged' : 'changed';
  issuer.register.write(() => issuer.register.setStatus(card.number, status));
  // Also where nothing changed: a run that was broken off here may have left the old list.
  await issuer.renewLists('cards');
  return { outcome, listVersion: issuer.register.list('cards', listOf(card))!.version };
}

export interface ReissueTerms {
  readonly destination: string;
  readonly centre: string;
  readonly keyGeneration: 1 | 2;
  readonly expiresOn: PlainDate;
  /** The holder as they are today; as on the lost card unless told. */
  readonly person?: Person;
}

export type ReissueResult = IssueResult & {
  readonly serial: CardSerial;
  /** What the new card's first state carries; absent when it was issued by an earlier call. */
  readonly usage?: Usage;
};

/**
 * A new card for the holder of a lost one. The old card is blocked and the list signed before the new
 * one is made; the new card has its own serial, keys and place, starts at sequence 0, and its first
 * state carries what the holder used up in the year, as the centre's ledger has it. The same call again
 * answers with the same card.
 * @throws OneCardError `issuing.card-unknown`, `issuing.other-person`, `issuing.usage-unknown` and as
 * `issueBatch`
 */
export async function reissueCard(
  issuer: Issuer,
  serial: CardSerial,
  { person: today, ...terms }: ReissueTerms,
  ports: IssuingPorts & { readonly centre: Pick<CentrePort, 'person'> },
): Promise<ReissueResult> {
  const old = known(issuer, serial);
  await setCardStatus(issuer, serial, 'blocked');
  const person = today ?? personOf(issuer, old);
  if (!equalBytes(issuer.tagOf(person.holder.identityNumber), old.personTag)) {
    throw new OneCardError('issuing.other-person', { serial });
  }
  const usage = await usageOf(issuer, old, person.insurance.memberNumber, ports.centre);
  const sourceHash = sha256(utf8(`OneCard/REISSUE/1 ${serial}`));
  const row = { person, usage, replaces: old.number };
  const result = await issueBatch(issuer, [row], { ...terms, sourceHash }, ports);
  const replacement = issuer.register.replacementOf(old.number)!;
  return {
    ...result,
    serial: replacement.serial,
    ...(result.outcome === 'issued' && { usage }),
  };
}

async function usageOf(
  issuer: Issuer,
  { serial }: CardRow,
  memberNumber: Parameters<CentrePort['person']>[0]['memberNumber'],
  centre: Pick<CentrePort, 'person'>,
): Promise<Usage> {
  const insuranceYear = yearOf(chinaDate(issuer.ports.clock.now()));
  const { county } = issuer.profile;
  const request = { home: county, cardSerial: serial, memberNumber, insuranceYear };
  const answer = await centre.person(request);
  if (answer.outcome === 'found') return answer.usage;
  throw new OneCardError('issuing.usage-unknown', { answer: answer.outcome, insuranceYear });
}

function known(issuer: Issuer, serial: CardSerial): CardRow {
  const card = issuer.register.card(serial);
  if (!card) throw new OneCardError('issuing.card-unknown', { serial });
  return card;
}

function listOf({ number }: CardRow): number {
  return placeOf(number).listNumber;
}
