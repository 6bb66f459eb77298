/** The card in the reader, for a message that names a person: they must be the same. */

import { OneCardError } from '../../../errors/index.ts';
import type { CardRecord, MemberCategory, PersonAnswer } from '../../../model/index.ts';
import type { CardConnection } from '../../../terminal/deskParts.ts';
import { chinaDate, yearOf } from '../../../time.ts';
import { refusalText } from '../shared/refusal.ts';
import { type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { CARD_WAIT_MS } from './limits.ts';

/** Waits for the card a little and works with it alone. */
export function withCard<T>(
  { parts }: NcmsDesk,
  { call: { caller, signal } }: NcmsCall,
  name: string,
  work: (card: CardConnection) => Promise<T>,
): Promise<T> {
  const request = { caller: caller.grant!, name, waitMs: CARD_WAIT_MS, signal };
  return parts.cards.withCard(request, work);
}

export type ReadCard =
  | { readonly outcome: 'read'; readonly record: CardRecord }
  | { readonly outcome: 'refused'; readonly answer: NcmsAnswer };

/** Reads and proves the card; `memberId` is what the message calls its holder. */
export async function readCard(
  desk: NcmsDesk,
  call: NcmsCall,
  memberId: string | undefined,
): Promise<ReadCard> {
  const { record, verification } = await withCard(desk, call, 'read', (card) =>
    desk.parts.terminal.read(card),
  );
  if (verification.outcome === 'refused') {
    const { failed } = verification;
    return no(refusalText({ outcome: 'card-refused', failed }));
  }
  if (memberId !== undefined && memberId !== record.insurance.memberNumber) {
    return no('读卡器里不是该参合人的卡（个人编码不符）');
  }
  if (!desk.parts.equipment.counties.has(record.insurance.county)) {
    return no(refusalText({ outcome: 'unknown-county', county: record.insurance.county }));
  }
  return { outcome: 'read', record };
}

function no(message: string): ReadCard {
  return { outcome: 'refused', answer: refused(message) };
}

/** 人员属性 of the current insurance year, for the shares of class B. */
export function categoryOf({ parts }: NcmsDesk, record: CardRecord): MemberCategory {
  const year = yearOf(chinaDate(parts.equipment.clock.now()));
  const paid = record.insurance.participation.find((each) => each.year === year);
  return paid?.category ?? 'ordinary';
}

/** What the home county's centre knows of the holder in `year`. */
export function askCentre(
  { parts: { equipment } }: NcmsDesk,
  { card, insurance }: CardRecord,
  year: number,
): Promise<PersonAnswer> {
  const home = equipment.counties.get(insurance.county);
  if (!home) throw new OneCardError('centre.unreachable', { county: insurance.county });
  return home.centre.person({
    home: insurance.county,
    cardSerial: card.serial,
    memberNumber: insurance.memberNumber,
    insuranceYear: year,
  });
}
