/** The card as the driver's fields tell of it. */

import type { CardRecord } from '../../../model/index.ts';
import type { CardConnection } from '../../../terminal/deskParts.ts';
import type { DriverAnswer } from './answer.ts';
import { failure } from './answer.ts';
import type { DriverCall } from './functions.ts';
import { CARD_WAIT_MS } from './limits.ts';

/** 卡号: the last nine digits of the card's serial, as long as the driver's field is. */
export function cardNumberOf({ card }: CardRecord): string {
  return card.serial.slice(-9);
}

/** 卡识别码: the serial, which begins with its area, filled to 32 digits. */
export function cardIdOf({ card }: CardRecord): string {
  return card.serial.padEnd(32, '0');
}

export function compactDate(date: string): string {
  return date.replaceAll('-', '');
}

/** 规范版本 `1.00`. */
export function versionOf({ card }: CardRecord): string {
  return `${card.profileVersion}.00`;
}

/** Works with the card in the reader, alone. */
export function withCard<T>(
  { desk, caller, signal }: DriverCall,
  name: string,
  work: (card: CardConnection) => Promise<T>,
): Promise<T> {
  const request = { caller: caller.grant!, name, waitMs: CARD_WAIT_MS, signal };
  return desk.cards.withCard(request, work);
}

export type ReadCard =
  | { readonly outcome: 'read'; readonly record: CardRecord; readonly atr: Uint8Array }
  | { readonly outcome: 'failed'; readonly answer: DriverAnswer };

/**
 * Reads and proves the card. A card that is not proven may say anything: nothing of it is passed on.
 * @param pCardInfo the card that the caller means, `id|number|`; any when absent
 */
export async function readCard(call: DriverCall, pCardInfo?: string): Promise<ReadCard> {
  return withCard(call, 'read', async (card) => {
    const { record, verification } = await call.desk.terminal.read(card);
    if (verification.outcome === 'refused') return failed(failure('-21'));
    const no = pCardInfo === undefined ? undefined : otherCard(record, pCardInfo);
    return no ? failed(no) : { outcome: 'read', record, atr: card.atr };
  });
}

function failed(answer: DriverAnswer): ReadCard {
  return { outcome: 'failed', answer };
}

function otherCard(record: CardRecord, pCardInfo: string): DriverAnswer | undefined {
  const [, id, number] = /^([0-9A-Fa-f]{32})\|([0-9A-Z]{1,9})\|$/.exec(pCardInfo) ?? [];
  if (id === undefined) return failure('-20');
  const isSame = id === cardIdOf(record) && number === cardNumberOf(record);
  return isSame ? undefined : failure('-22');
}
