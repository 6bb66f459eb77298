/** The path of a visit runs one way: lines that skip a step of it must not compile. */

import type { RecordVerification } from '../../src/card/index.ts';
import { prepareCommit, verifyRecord } from '../../src/card/index.ts';
import type {
  Adjudication,
  AdjudicationFields,
  CardRecord,
  SignedSettlement,
  SignedSettlementFields,
  UnprovenIdentity,
  VerifiedRecord,
} from '../../src/model/index.ts';
import {
  type IntentParts,
  type Journal,
  type JournalEntry,
  makeIntent,
  renderReceipt,
  type SettlementIntent,
} from '../../src/settlement/index.ts';

declare const journal: Journal;
declare const intent: SettlementIntent;
declare const parts: IntentParts;
declare const adjudication: Adjudication;
declare const adjudicationFields: AdjudicationFields;
declare const signed: SignedSettlement;
declare const signedFields: SignedSettlementFields;
declare const unproven: CardRecord;
declare const identity: UnprovenIdentity;
declare const verification: RecordVerification;
declare const core: Parameters<typeof prepareCommit>[1];
declare const settled: JournalEntry<'settled'>;
declare const opened: JournalEntry<'intent'>;
declare const options: Parameters<typeof verifyRecord>[2];

// What must compile: without it, a line below could fail for another reason.
void journal.append(intent);
void journal.append(signed);
makeIntent({ ...parts, adjudication });
renderReceipt(settled, 'zh');

// @ts-expect-error an adjudication that nobody signed, as a settlement
void journal.append(adjudication);

// @ts-expect-error signatures that nobody checked
void journal.append(signedFields);

// @ts-expect-error a settlement that was checked and then copied
void journal.append({ ...signed });

// @ts-expect-error parts that makeIntent has not bound together
void journal.append(parts);

// @ts-expect-error an adjudication whose partitions nobody asserted
makeIntent({ ...parts, adjudication: adjudicationFields });

// @ts-expect-error an adjudication that was copied and may have been changed
makeIntent({ ...parts, adjudication: { ...adjudication } });

// @ts-expect-error a card that nobody verified is written to
prepareCommit(unproven, core, adjudication.usageAfter);

// @ts-expect-error the answer may be a refusal
export const record: VerifiedRecord = verification.record;

// @ts-expect-error trust is not optional
verifyRecord(unproven, options);

// @ts-expect-error a receipt of what was only intended
renderReceipt(opened, 'zh');

// @ts-expect-error a card in use proves nothing: what it says is not a card's record
export const profileRecord: CardRecord = identity;
