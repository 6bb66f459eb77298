import { equalBytes } from '../../bytes.ts';
import { paySame } from '../../crypto/index.ts';
import type { Adjudication, Bill, SettlementId, SettlementStatement } from '../../model/index.ts';
import { billHash } from '../bill/hash.ts';
import type {
  CardWrite,
  IntentFields,
  OfflineDecision,
  ReceiptHolder,
  SettlementIntent,
} from './kinds/visit.ts';

/** The intents that `makeIntent` made; a cast fools the compiler, not this. */
const made = new WeakSet<object>();

export interface IntentParts {
  readonly adjudication: Adjudication;
  readonly bill: Bill;
  readonly holder: ReceiptHolder;
  readonly statement: SettlementStatement;
  readonly cardWrite: CardWrite;
  /** When the terminal decided without the centre. */
  readonly offline?: OfflineDecision;
  /** The settlement that this one undoes; the statement names the same. */
  readonly reverses?: SettlementId;
  /** The settlement whose place this one takes. */
  readonly supersedes?: SettlementId;
}

/**
 * Binds what was decided to what will be signed: the only way to an intent.
 * @throws RangeError naming the first field in which statement, adjudication and bill disagree
 */
export function makeIntent(parts: IntentParts): SettlementIntent {
  const field = disagreement(parts);
  if (field !== undefined) throw new RangeError(`"${field}" differs from the adjudication`);
  const { adjudication, bill, holder, statement, cardWrite, offline, reverses, supersedes } = parts;
  const intent: IntentFields = {
    adjudication,
    bill,
    holder,
    statement,
    cardWrite,
    ...(offline && { offline }),
    ...(reverses && { reverses }),
    ...(supersedes && { supersedes }),
  };
  made.add(intent);
  return intent as SettlementIntent;
}

/** The first field in which statement, adjudication, bill and holder do not speak of one visit. */
export function disagreement({
  adjudication,
  bill,
  holder,
  statement,
}: Pick<IntentFields, 'adjudication' | 'bill' | 'holder' | 'statement'>): string | undefined {
  const agreements: readonly (readonly [name: string, agrees: boolean])[] = [
    ['statement.home', statement.home === adjudication.home],
    ['statement.cardSerial', statement.cardSerial === adjudication.cardSerial],
    ['statement.planId', statement.planId === adjudication.plan.id],
    ['statement.planVersion', statement.planVersion === adjudication.plan.version],
    ['statement.billHash', equalBytes(statement.billHash, adjudication.billHash)],
    ['bill', equalBytes(billHash(bill), adjudication.billHash)],
    ['statement.total', statement.total === adjudication.total],
    ['statement.byPayer', paySame(statement.byPayer, adjudication.byPayer)],
    ['statement.provider', statement.provider === bill.provider.code],
    ['bill.patient.memberNumber', bill.patient.memberNumber === adjudication.memberNumber],
    ['holder.memberNumber', holder.memberNumber === adjudication.memberNumber],
  ];
  return agreements.find(([, agrees]) => !agrees)?.[0];
}

/** @throws TypeError unless `makeIntent` made it */
export function assertIntent(value: object): void {
  if (!made.has(value)) throw new TypeError('"intent" expected what makeIntent returned');
}

export { paySame, sameStatement as stateSame } from '../../crypto/index.ts';
