/** Readers and what happens at them, as text. */

import type { Language } from '../../../src/errors/index.ts';
import type { Bilingual } from '../../../src/model/index.ts';
import type { ReaderEvent, ReaderKind } from '../../../src/reader/index.ts';
import { chinaTimeText, type Instant } from '../../../src/time.ts';
import { pick } from '../text.ts';
import { type CardKind, cardKindText } from './cardKind.ts';
import type { SeenReader, SeenSlot } from './snapshot.ts';

const KINDS: Readonly<Record<ReaderKind, string>> = {
  pcsc: 'PC/SC',
  hid: 'HID',
  serial: 'serial',
  vendor: 'vendor',
  virtual: 'virtual',
};
const PURPOSES = {
  holder: { zh: '持卡人卡座', en: 'holder' },
  sam: { zh: '安全模块卡座', en: 'SAM' },
} as const satisfies Record<string, Bilingual>;
const NO_CARD: Bilingual = { zh: '没有可读的卡', en: 'no card that answers' };
const HIDDEN: Bilingual = {
  zh: '有卡（读卡器不提供复位应答）',
  en: 'a card; the reader hides its answer to reset',
};

export const NO_READERS: Bilingual = {
  zh: '没有找到读卡器；onecard doctor 会说明原因',
  en: 'no reader was found; onecard doctor says why',
};

const EVENTS = {
  'reader-attached': { zh: '读卡器接入', en: 'reader attached' },
  'reader-detached': { zh: '读卡器拔下', en: 'reader detached' },
  'card-in': { zh: '卡插入', en: 'card in' },
  'card-out': { zh: '卡取出', en: 'card out' },
  'service-lost': { zh: '读卡服务中断', en: 'service lost' },
  'service-back': { zh: '读卡服务恢复', en: 'service back' },
} as const satisfies Record<ReaderEvent['type'], Bilingual>;

/** A line for each reader, and one below it for each slot. */
export function readersText(readers: readonly SeenReader[], language: Language): string {
  return readers
    .flatMap(({ kind, name, slots }) => [
      `${KINDS[kind]}  ${name}`,
      ...slots.map((slot) => `  ${slotText(slot, language)}`),
    ])
    .join('\n');
}

function slotText({ index, purpose, card }: SeenSlot, language: Language): string {
  const what = card ? cardKindText(card) || pick(HIDDEN, language) : pick(NO_CARD, language);
  const colon = language === 'zh' ? '：' : ': ';
  return `${index} ${pick(PURPOSES[purpose], language)}${colon}${what}`;
}

export interface DeskEvent {
  readonly at: Instant;
  readonly kind: ReaderKind;
  readonly event: ReaderEvent;
  readonly card?: CardKind;
}

/** `2026-03-09 10:15:00  card in  Virtual PCD 00 00 [0]  3B00 T=0`, in China's time. */
export function eventText({ at, kind, event, card }: DeskEvent, language: Language): string {
  const place =
    'reader' in event
      ? 'slot' in event
        ? `${event.reader} [${event.slot}]`
        : event.reader
      : 'code' in event
        ? `${KINDS[kind]} [${event.code}]`
        : KINDS[kind];
  const text = card && (cardKindText(card) || pick(HIDDEN, language));
  return [chinaTimeText(at), pick(EVENTS[event.type], language), place, text]
    .filter((part) => part !== undefined)
    .join('  ');
}
