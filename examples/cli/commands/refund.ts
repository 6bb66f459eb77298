/** `onecard settle refund`, `underpaid` and `reprint`. */

import type { CardTransport } from '../../../src/card/index.ts';
import type { SettlementId } from '../../../src/model/index.ts';
import { parseQuantity, parseYuan, yuanText } from '../../../src/money.ts';
import { parseBill } from '../../../src/settlement/index.ts';
import { openRefundDesk, type RefundDesk, type RefundResult } from '../../../src/terminal/index.ts';
import { plainDate } from '../../../src/time.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say, UsageError } from '../output.ts';
import { withCard } from '../readers.ts';
import { REFUND_TEXTS, STAY_TEXTS } from '../stay/text.ts';
import { pick } from '../text.ts';
import { withWorld } from './settle.ts';
import { settlementId } from './settleLater.ts';

interface ReasonOptions {
  readonly reason: string;
  readonly operator: string;
  readonly second?: string;
}

export interface RefundCommandOptions extends ReasonOptions {
  /** `ID=QUANTITY`, as often as there are lines. */
  readonly line: readonly string[];
  readonly billNumber?: string;
}

/** 部分退费 */
export function refundSettlement(
  options: CommandOptions,
  text: string,
  { line, billNumber, ...why }: RefundCommandOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const request = { returned: line.map(returnOf), ...(billNumber && { billNumber }), ...why };
  return atDesk(options, id, (desk, transport) => desk.refund(id, request, transport));
}

function returnOf(text: string) {
  const [lineId, quantity, ...rest] = text.split('=');
  if (!lineId || !quantity || rest.length > 0) {
    throw new UsageError(`"${text}": expected LINE=QUANTITY 应为 明细序号=数量`);
  }
  return { lineId, quantity: parseQuantity(quantity) };
}

export interface UnderpaidCommandOptions extends ReasonOptions {
  readonly audit: string;
  readonly on: string;
  readonly cash: string;
  readonly bill?: string;
}

/** 少报退还 */
export async function refundUnderpayment(
  options: CommandOptions,
  text: string,
  { audit, on, cash, bill, ...why }: UnderpaidCommandOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const corrected = bill === undefined ? undefined : parseBill(await readDocument(bill), bill);
  const request = {
    audit: { number: audit, auditedOn: plainDate(on), cash: parseYuan(cash) },
    ...(corrected && { corrected }),
    ...why,
  };
  return atDesk(options, id, (desk, transport) => desk.underpaid(id, request, transport));
}

export type EndRefundOptions = Pick<ReasonOptions, 'reason' | 'operator'>;

/** 退费收尾: what remains is not settled; everything goes back. */
export function endRefund(
  options: CommandOptions,
  text: string,
  { reason, operator }: EndRefundOptions,
): Promise<Answer> {
  const id = settlementId(text);
  return withWorld(options, async (world) => {
    const result = await openRefundDesk(world).conclude(id, { reason, operator });
    if (result) return refundAnswer(id, result, options);
    const said = pick(STAY_TEXTS['no-refund-open'], options.language);
    return { exit: EXIT.declined, outcome: 'no-refund-open', data: { id }, text: said };
  });
}

function atDesk(
  options: CommandOptions,
  id: SettlementId,
  step: (desk: RefundDesk, transport: CardTransport) => Promise<RefundResult>,
): Promise<Answer> {
  return withWorld(options, async (world) => {
    const card = options.card && (await world.card(options.card));
    const desk = openRefundDesk(world);
    const result = await withCard(options, card, (transport) => step(desk, transport));
    return refundAnswer(id, result, options);
  });
}

function refundAnswer(
  id: SettlementId,
  result: RefundResult,
  { language }: CommandOptions,
): Answer {
  switch (result.outcome) {
    case 'refunded': {
      const { cashBack, settlement, differsFromAudit, isRepeated } = result;
      if (isRepeated) say(pick(STAY_TEXTS.repeated, language));
      if (differsFromAudit) say(pick(STAY_TEXTS['differs-from-audit'], language));
      return {
        exit: EXIT.done,
        outcome: 'refunded',
        data: { id, cashBack, isRepeated, ...(settlement && { settlement }) },
        text: `${pick(STAY_TEXTS.refunded, language)} ¥${yuanText(cashBack)}${settlement ? `\n${settlement}` : ''}`,
      };
    }
    case 'refund-refused': {
      const { reason, lineId } = result;
      const line = lineId === undefined ? '' : ` (${lineId})`;
      const said = `${pick(REFUND_TEXTS[reason], language)}${line} [${reason}]`;
      return { exit: EXIT.declined, outcome: result.outcome, data: result, text: said };
    }
    case 'reversal-open':
    case 'replacement-open':
      return {
        exit: EXIT.outcomeUnknown,
        outcome: result.outcome,
        data: { id },
        text: pick(STAY_TEXTS[result.outcome], language),
      };
  }
}

/** 补打 */
export function reprintReceipt(
  options: CommandOptions,
  text: string,
  { operator }: { readonly operator: string },
): Promise<Answer> {
  const id = settlementId(text);
  const { language } = options;
  return withWorld(options, async (world) => {
    const result = await openRefundDesk(world).reprint(id, operator, language);
    if (result.outcome === 'no-receipt') {
      const said = pick(STAY_TEXTS['no-receipt'], language);
      return { exit: EXIT.declined, outcome: result.outcome, data: { id }, text: said };
    }
    const { copyNumber, text: receipt } = result;
    return {
      exit: EXIT.done,
      outcome: 'printed',
      data: { id, copyNumber, receipt },
      text: receipt,
    };
  });
}
