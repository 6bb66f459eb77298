/** 票据: receipts as data, as paper, and as bytes to a printer. */

import { z } from 'zod';
import { toHex, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import {
  followCounty,
  type ReceiptSource,
  receiptOf,
  renderReceipt,
  sha256,
} from '../../terminal/deskParts.ts';
import { stateOf } from '../../terminal/index.ts';
import { instantText } from '../../time.ts';
import { answer } from '../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../limits.ts';
import type { Slip } from '../print/blocks.ts';
import { printerOf } from '../print/printers/printer.ts';
import { type Prints, SLIP_KINDS, type SlipKind } from '../print/prints.ts';
import { printed } from '../print/render.ts';
import { INVOICE_PATTERNS } from '../print/slips/invoice.ts';
import { trialSlip } from '../print/slips/settlement.ts';
import { type PrinterOptions, type PrintTarget, response, targetOf } from '../print/target.ts';
import { type Caller, type DeskCall, type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { billField, billOf } from './bill.ts';
import { cardFields, leaseOf } from './cards.ts';
import { shownTo } from './mask.ts';
import { settlementIdOf } from './settlements.ts';
import { adjudicationShown, trialShown } from './show.ts';
import { operator } from './visits.ts';

const invoice = z
  .strictObject({
    code: z.string().regex(INVOICE_PATTERNS.code),
    number: z.string().regex(INVOICE_PATTERNS.number),
    check: z.string().regex(INVOICE_PATTERNS.check).exactOptional(),
  })
  .meta({ description: '医疗电子票据 code 票据代码, number 票据号码, check 校验码' });

export function receiptRoutes(
  desk: DeskParts,
  prints: Prints,
  options: PrinterOptions,
): DeskRoutes {
  const { journal, clock } = desk.equipment;

  const paper = (slips: readonly Slip[], target: PrintTarget) =>
    response(slips, target, { at: clock.now(), font: options.printFont });

  /** A preview, or the print that was counted under `print`. */
  function slipAsked({ params, query, language }: DeskCall): Slip {
    const id = settlementIdOf(params.id!);
    const print = query.get('print');
    if (print === null) {
      return found(prints.preview(id, slipKind(query.get('slip')), language));
    }
    const counted = prints.counted(print);
    if (counted?.settlement !== id) throw new OneCardError('desk.not-found');
    return found(prints.slipOf(counted, language));
  }

  return {
    name: 'receipts',
    routes: [
      route({
        method: 'GET',
        path: '/v1/settlements/:id/receipt',
        access: 'print',
        summary: {
          zh: '结算单：数据，或按 format（html、pdf、escpos）与 paper 排版；未计数的为预览',
          en: 'the receipt: as data, or by `format` (html, pdf, escpos) and `paper` laid out; a preview unless `print` names one that was counted',
        },
        handle(call) {
          const { params, query, caller, language } = call;
          const target = targetOf(query);
          if (target) return paper([slipAsked(call)], target);
          const id = settlementIdOf(params.id!);
          const entry = found(receiptOf(journal, id));
          const state = stateOf(journal.entriesOf(id));
          return answer(200, {
            ...receiptShown(entry, caller),
            state,
            text: renderReceipt(entry, language, {
              isReversed: state === 'reversed',
              isReversing: state === 'reversing',
            }),
          });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/settlements/:id/print',
        access: 'print',
        summary: {
          zh: '打印：首次为正本，其后为补打并计数；写明打印机则直接打印',
          en: 'counts a print, the original first and copies after it; sends it to a printer where one is named',
        },
        body: z.strictObject({
          operator: operator.unwrap(),
          slip: z.enum(SLIP_KINDS).default('settlement'),
          printer: z.string().max(40).optional(),
          invoice: invoice.optional(),
        }),
        isKeyed: true,
        answers: {
          200: {
            description: '已计数 counted; `print` goes into the query of the receipt',
            schema: z.object({
              print: z.string(),
              settlement: z.string(),
              slip: z.string(),
              copyNumber: z.int().meta({ description: '0 正本 original' }),
            }),
          },
        },
        async handle({ params, body, caller, request, language }) {
          const { printer: name, invoice: number, ...what } = body;
          const printer = name === undefined ? undefined : printerOf(options.printers, name);
          const key = request.headers.get('idempotency-key')!;
          await followCounty(settlementIdOf(params.id!), what.operator, desk);
          const counted = found(
            await prints.count({
              id: toHex(sha256(utf8(`${caller.grant}\n${key}`)).subarray(0, 16)),
              settlement: settlementIdOf(params.id!),
              ...what,
              ...(number ? { invoice: number } : {}),
            }),
          );
          if (printer) {
            const slip = found(prints.slipOf(counted, language));
            const at = clock.now();
            const { bytes } = await printed([slip], { format: 'escpos', paper: printer.paper, at });
            await printer.send(bytes);
          }
          const { id, ...told } = counted;
          return answer(200, { print: id, ...told });
        },
      }),
      route({
        method: 'POST',
        path: '/v1/trials/print',
        access: 'print',
        summary: {
          zh: '试算并排版为试算单，不保存',
          en: 'tries a bill and lays the trial out; keeps nothing',
        },
        body: z.strictObject({ bill: billField, ...cardFields }),
        bodyBytesMax: BILL_BODY_BYTES_MAX,
        async handle(call) {
          const { caller, signal, query, language } = call;
          if (!caller.scopes.has('read'))
            throw new OneCardError('desk.scope-missing', { scope: 'read' });
          const { bill: field, ...where } = call.body;
          const bill = billOf(field);
          const result = await desk.cards.withCard(
            { caller: caller.grant!, name: 'trial', ...where, lease: leaseOf(call), signal },
            (card) => desk.terminal.trial(card, bill),
          );
          if (result.outcome !== 'adjudicated') return answer(200, trialShown(result));
          const { adjudication, record } = result;
          const holder = { name: record.holder.name, memberNumber: record.insurance.memberNumber };
          const slip = trialSlip({ adjudication, bill, holder }, language);
          return paper([slip], targetOf(query) ?? { format: 'html', paper: 'A5' });
        },
      }),
      route({
        method: 'GET',
        path: '/v1/printers',
        access: 'print',
        summary: { zh: '已登记的打印机', en: 'printers that the service was told of' },
        handle: () =>
          answer(200, { printers: options.printers.map(({ name, paper }) => ({ name, paper })) }),
      }),
    ],
  };
}

function found<T>(what: T | undefined): T {
  if (what === undefined) throw new OneCardError('desk.not-found');
  return what;
}

function slipKind(text: string | null): SlipKind {
  return found(SLIP_KINDS.find((kind) => kind === (text ?? 'settlement')));
}

function receiptShown(source: ReceiptSource, caller: Caller) {
  const { sequence, at, hash, bill, holder, adjudication, signed, isWithoutCard } = source;
  return {
    settlement: signed.statement.id,
    sequence,
    at: instantText(at),
    hash,
    bill,
    holder: { name: holder.name, memberNumber: holder.memberNumber },
    cardSerial: shownTo(caller, adjudication.cardSerial),
    adjudication: adjudicationShown(adjudication),
    // Nobody has signed what stands without its card.
    ...(isWithoutCard ? { isWithoutCard } : {}),
    ...('signatures' in signed ? { signatures: signed.signatures } : {}),
  };
}
