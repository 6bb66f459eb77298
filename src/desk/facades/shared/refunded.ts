/** 部分退费: a refund takes a settlement back and puts another in its place. */

import type { SettlementId } from '../../../model/index.ts';
import type { JournalEntry } from '../../../terminal/deskParts.ts';
import type { Equipment } from '../../../terminal/index.ts';

/** A refund of a refund of a refund is followed no further. */
const REFUNDS_MAX = 100;

const OPEN = '该笔正在部分退费，请先在退费窗口办完';
const REPLACED = '该笔已部分退费，余下的另有结算，请在结算窗口冲正';

/**
 * Why a settlement that was taken back is not gone: what a refund put in its place stands, or may come to.
 * Undefined where no money of it stands any more.
 */
export function refundInPlaceOf(
  settlement: SettlementId,
  journal: Equipment['journal'],
): string | undefined {
  let id: SettlementId | undefined = settlement;
  for (let step = 0; id && step < REFUNDS_MAX; step++) {
    const entries: readonly JournalEntry[] = journal.entriesOf(id);
    const refund = entries.findLast(({ kind }) => kind === 'refunding' || kind === 'refunded');
    if (refund?.kind === 'refunding') return OPEN;
    if (refund?.kind !== 'refunded') {
      const isGone = id === settlement || entries.some(({ kind }) => kind === 'reversed');
      return isGone ? undefined : REPLACED;
    }
    id = refund.settlement;
  }
  return undefined;
}
