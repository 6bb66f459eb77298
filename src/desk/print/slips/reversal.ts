/** 冲正单: the slip of a settlement taken back, its amounts negative as on red-letter invoices (红字). */

import type { Language } from '../../../errors/index.ts';
import { type Amount, subtract, ZERO } from '../../../money.ts';
import {
  capitalYuan,
  cashDue,
  groupedYuan,
  type JournalEntry,
  maskedMember,
  PAYER_LABELS,
  RECEIPT_TEXTS,
  shownPayers,
} from '../../../terminal/deskParts.ts';
import { chinaTimeText } from '../../../time.ts';
import type { Block, Slip } from '../blocks.ts';
import { invoiceRow, type SettlementMarks } from './settlement.ts';
import { SLIP_TEXTS } from './texts.ts';

export interface ReversalSource {
  /** What was decided: signed by both, or posted without its card. */
  readonly intent: JournalEntry<'intent'>;
  readonly reversing: JournalEntry<'reversing'>;
  readonly reversed: JournalEntry<'reversed'>;
  /** 少报退还: cash that the hospital handed out before; it is not given back again. */
  readonly handedOut?: Amount;
}

export function reversalSlip(
  { intent, reversing, reversed, handedOut = ZERO }: ReversalSource,
  language: Language,
  {
    isPreview,
    copyNumber,
    invoice,
  }: Pick<SettlementMarks, 'isPreview' | 'copyNumber' | 'invoice'> = {},
): Slip {
  const say = (key: keyof typeof RECEIPT_TEXTS) => RECEIPT_TEXTS[key][language];
  const also = (key: keyof typeof SLIP_TEXTS) => SLIP_TEXTS[key][language];
  const { adjudication, bill, holder, statement } = intent;
  const { reason, operator, second } = reversing;
  const back = negative(subtract(cashDue(adjudication).due, handedOut));
  const marks = [
    ...(isPreview ? [also('preview')] : []),
    ...(copyNumber ? [`${say('copy')} ${copyNumber}`] : []),
  ].map((text): Block => ({ kind: 'mark', text }));
  return {
    language,
    blocks: [
      { kind: 'title', text: also('reversal') },
      ...marks,
      {
        kind: 'pairs',
        rows: [
          [say('settlementNumber'), intent.id],
          [say('settledAt'), chinaTimeText(statement.settledAt)],
          [also('reversedAt'), chinaTimeText(reversed.reversedAt)],
          [also('reversalReason'), reason],
          ...(operator === undefined ? [] : [[also('operator'), operator] as const]),
          ...(second === undefined ? [] : [[also('second'), second] as const]),
          ...(invoice ? [invoiceRow(invoice, language)] : []),
          [say('billNumber'), bill.billNumber],
          [say('patient'), holder.name],
          [say('memberNumber'), maskedMember(holder.memberNumber)],
          [say('provider'), `${bill.provider.name} ${bill.provider.code}`],
        ],
      },
      { kind: 'notes', lines: [also('reversalNote')] },
      {
        kind: 'amounts',
        rows: [
          ...shownPayers(adjudication).map(([payer, paid]) => ({
            label: PAYER_LABELS[payer][language],
            amount: groupedYuan(negative(paid)),
          })),
          { label: say('sum'), amount: groupedYuan(negative(adjudication.total)), isSum: true },
        ],
      },
      ...(handedOut === ZERO
        ? []
        : ([
            { kind: 'pairs', rows: [[also('handedOut'), `¥ ${groupedYuan(handedOut)}`]] },
          ] as const)),
      {
        kind: 'figure',
        label: also('cashBack'),
        amount: `¥ ${groupedYuan(back)}`,
        capitals: `${RECEIPT_TEXTS.capitals.zh}${capitalYuan(back)}`,
      },
      { kind: 'pairs', rows: [[also('signature'), '']] },
      { kind: 'code', text: intent.id },
    ],
  };
}

function negative(value: Amount): Amount {
  return subtract(ZERO, value);
}
