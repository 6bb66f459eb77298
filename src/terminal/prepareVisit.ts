/** What a decided visit writes, fixed to the last byte before the intent. */

import { type PreparedCommit, prepareCommit } from '../card/index.ts';
import type { SettlementId } from '../model/index.ts';
import { makeIntent } from '../settlement/index.ts';
import type { Adjudicated, Equipment } from './equipment.ts';
import { wholeSeconds } from './wholeSeconds.ts';

/** The card's new state, its log record and the statement. Off line the card counts one more, and a higher sum. */
export async function prepareVisit(
  id: SettlementId,
  { record, bill, adjudication, offline }: Adjudicated,
  equipment: Equipment,
): Promise<PreparedCommit> {
  const core = {
    id,
    home: adjudication.home,
    planId: adjudication.plan.id,
    planVersion: adjudication.plan.version,
    billHash: adjudication.billHash,
    total: adjudication.total,
    byPayer: adjudication.byPayer,
    provider: bill.provider.code,
    terminalId: equipment.terminalId,
    samId: await equipment.sam.id(),
    settledAt: wholeSeconds(equipment.clock),
  };
  return prepareCommit(record, core, adjudication.usageAfter, { isOnline: offline === undefined });
}

export function intentOf(
  { record, bill, adjudication, offline }: Adjudicated,
  prepared: PreparedCommit,
) {
  const { statement, logRecord, stateBody, slot } = prepared;
  return makeIntent({
    adjudication,
    bill,
    holder: { name: record.holder.name, memberNumber: record.insurance.memberNumber },
    statement,
    cardWrite: { logRecord, stateBody, slot },
    ...(offline && { offline }),
  });
}
