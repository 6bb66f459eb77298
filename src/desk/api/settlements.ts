/** Settlements of the journal: what became of one, what is undecided, and the receipt as data. */

import { OneCardError } from '../../errors/index.ts';
import type { SettlementId } from '../../model/index.ts';
import { type JournalEntry, renderReceipt } from '../../terminal/deskParts.ts';
import { instantText } from '../../time.ts';
import { answer } from '../http/json.ts';
import { type Caller, type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { shownTo } from './mask.ts';
import { settlementShape } from './shapes.ts';
import { adjudicationShown } from './show.ts';

/** A UUID of version 7 (RFC 9562 §5.7). */
const SETTLEMENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function settlementRoutes({ equipment: { journal } }: DeskParts): DeskRoutes {
  return {
    name: 'settlements',
    routes: [
      route({
        method: 'GET',
        path: '/v1/settlements/undecided',
        access: 'settle',
        summary: { zh: '未决的结算', en: 'settlements whose outcome is not known yet' },
        handle: () =>
          answer(200, {
            settlements: journal.openIntents().map(({ id, at, bill, adjudication }) => ({
              settlement: id,
              at: instantText(at),
              provider: bill.provider.code,
              billNumber: bill.billNumber,
              total: adjudication.total,
            })),
          }),
      }),
      route({
        method: 'GET',
        path: '/v1/settlements/:id',
        access: 'settle',
        summary: { zh: '按结算号查询', en: 'what became of a settlement' },
        answers: { 200: { description: '结果 the outcome', schema: settlementShape } },
        handle({ params }) {
          const id = settlementIdOf(params.id!);
          const settled = journal.settled(id);
          if (settled) return answer(200, { settlement: id, outcome: 'processed', state: 'done' });
          const isOpen = journal.openIntents().some((entry) => entry.id === id);
          return answer(200, { settlement: id, outcome: isOpen ? 'in-progress' : 'not-found' });
        },
      }),
      route({
        method: 'GET',
        path: '/v1/settlements/:id/receipt',
        access: 'print',
        summary: { zh: '结算单的内容', en: 'the receipt, as data and as text' },
        handle({ params, caller, language }) {
          const entry = journal.settled(settlementIdOf(params.id!));
          if (!entry) throw new OneCardError('desk.not-found');
          return answer(200, {
            ...receiptShown(entry, caller),
            text: renderReceipt(entry, language),
          });
        },
      }),
    ],
  };
}

function settlementIdOf(text: string): SettlementId {
  if (!SETTLEMENT_ID.test(text)) throw new OneCardError('desk.not-found');
  return text as SettlementId;
}

function receiptShown(entry: JournalEntry<'settled'>, caller: Caller) {
  const { id, sequence, at, hash, bill, holder, adjudication, signed } = entry;
  return {
    settlement: id,
    sequence,
    at: instantText(at),
    hash,
    bill,
    holder: { name: holder.name, memberNumber: holder.memberNumber },
    cardSerial: shownTo(caller, adjudication.cardSerial),
    adjudication: adjudicationShown(adjudication),
    signatures: signed.signatures,
  };
}
