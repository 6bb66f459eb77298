/** Whether an upload is what it says: without this nothing of it goes into the ledger. */

import { equalBytes } from '../../bytes.ts';
import { suiteOfKey, verifySettlement } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { ReviewReason, Usage } from '../../model/index.ts';
import { billHash, encodeBill, parseBill } from '../../settlement/index.ts';
import { paySame, stateSame } from '../../settlement/journal/intent.ts';
import { findReversal } from '../answers.ts';
import { keysAreRegistered } from '../confirm.ts';
import type { CentreStore } from '../store.ts';
import type { UploadContents } from './contents.ts';

/** What keeps an upload out of the ledger; none when it is proven. */
export function unprovenReasons(
  store: CentreStore,
  contents: UploadContents,
): readonly ReviewReason[] {
  const { signed, statement } = contents;
  const found: ReviewReason[] = [];
  if (!isSigned(contents) || !isOneStory(store, contents)) found.push('signature-invalid');
  if (!keysAreRegistered(store, signed)) found.push('key-not-registered');
  if (findReversal(store, statement.id)) found.push('already-reversed');
  return found;
}

/** Both signatures hold, over the very statement that is handed in. A key that is none proves nothing. */
function isSigned({ signed, statement }: UploadContents): boolean {
  try {
    return (
      stateSame(signed.statement, statement) &&
      verifySettlement(signed, suiteOfKey(signed.cardKey)).outcome === 'valid'
    );
  } catch (error) {
    if (error instanceof OneCardError) return false;
    throw error;
  }
}

/** The signatures cover the statement alone: all else must be what the statement speaks of. */
function isOneStory(
  { county }: CentreStore,
  { statement, adjudication, bill, offline }: UploadContents,
): boolean {
  return (
    statement.reverses === undefined &&
    statement.home === county &&
    adjudication.home === county &&
    offline.limits.county === county &&
    statement.cardSerial === adjudication.cardSerial &&
    statement.planId === adjudication.plan.id &&
    statement.planVersion === adjudication.plan.version &&
    equalBytes(statement.billHash, adjudication.billHash) &&
    isBill(bill, statement.billHash) &&
    bill.patient.memberNumber === adjudication.memberNumber &&
    statement.provider === bill.provider.code &&
    statement.total === adjudication.total &&
    paySame(statement.byPayer, adjudication.byPayer) &&
    onlyRises(adjudication.usageBefore, adjudication.usageAfter)
  );
}

/** Through the door again: what a terminal sends is from outside. */
function isBill(bill: UploadContents['bill'], hash: Uint8Array): boolean {
  try {
    return equalBytes(billHash(parseBill(encodeBill(bill), 'upload.json')), hash);
  } catch (error) {
    if (error instanceof OneCardError) return false;
    throw error;
  }
}

/** A settlement adds to its year and takes nothing away. */
function onlyRises(before: Usage, after: Usage): boolean {
  return (
    before.year === after.year &&
    before.deductibleMet <= after.deductibleMet &&
    before.benefitDrawn <= after.benefitDrawn &&
    before.admissions <= after.admissions
  );
}
