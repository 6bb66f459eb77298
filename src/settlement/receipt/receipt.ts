/** 结算单: what the patient takes home. It says nothing that its source does not hold. */

import { toHex } from '../../bytes.ts';
import type { Language } from '../../errors/table.ts';
import type {
  AdjudicationFields,
  Bilingual,
  BillFields,
  MemberNumber,
  OfflineBasis,
  SignedSettlementFields,
} from '../../model/index.ts';
import { type Amount, subtract } from '../../money.ts';
import { chinaTimeText, type Instant } from '../../time.ts';
import { capitalYuan } from './capitals.ts';
import { groupedYuan, maskedMember } from './format.ts';
import { GRADE_LABELS, LEVEL_LABELS, RECEIPT_TEXTS, VISIT_LABELS } from './labels.ts';
import {
  clauseLines,
  numberClauses,
  payerLines,
  reasonLines,
  reviewLines,
  tillLines,
  usageLines,
} from './sections.ts';
import { centred, displayWidth, left, right } from './width.ts';

/** What a trial's print is made of. */
export interface TrialSource {
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
  readonly holder: { readonly name: string; readonly memberNumber: MemberNumber };
}

/** What a receipt is made of: a settled entry of the journal, or one that was posted without its card. */
export interface ReceiptSource extends TrialSource {
  readonly sequence: number;
  readonly at: Instant;
  /** 32 bytes. */
  readonly hash: Uint8Array;
  readonly signed: Pick<SignedSettlementFields, 'statement'>;
  /** It stands, and its card has not signed. */
  readonly isWithoutCard?: true;
  /** Decided without the centre, which may still look at it. */
  readonly offline?: OfflineBasis;
}

/** Columns of the print: what fits on A5 in a fixed-width face, and on a terminal of 80. */
export const RECEIPT_COLUMNS = 72;

const LABEL_COLUMNS = 16;

/** What a print says beside the settlement. */
export interface ReceiptMarks {
  /** 补打: 1 for the first copy; absent for the original. */
  readonly copyNumber?: number;
  /** 已冲正: the settlement was taken back since. */
  readonly isReversed?: boolean;
  /** 正在冲正: it is being taken back, and nobody answered yet. */
  readonly isReversing?: boolean;
}

/** The receipt of a settlement, as lines of fixed-width text. */
export function renderReceipt(
  source: ReceiptSource,
  language: Language,
  marks: ReceiptMarks = {},
): string {
  return render(source, language, source, marks);
}

/** The same of a trial: marked as such, without settlement and journal number. */
export function renderTrial(source: TrialSource, language: Language): string {
  return render(source, language);
}

function render(
  source: TrialSource,
  language: Language,
  settled?: ReceiptSource,
  { copyNumber, isReversed = false, isReversing = false }: ReceiptMarks = {},
): string {
  const { adjudication } = source;
  const text = (key: keyof typeof RECEIPT_TEXTS) => RECEIPT_TEXTS[key][language];
  const numbers = numberClauses(adjudication.steps);
  const review = reviewLines(adjudication, numbers, language);
  const thick = '='.repeat(RECEIPT_COLUMNS);
  const thin = '-'.repeat(RECEIPT_COLUMNS);
  const lines = [
    thick,
    centred(text('title'), RECEIPT_COLUMNS),
    ...(settled ? [] : [centred(`*** ${text('trial')} ***`, RECEIPT_COLUMNS)]),
    ...(settled?.offline ? [centred(`*** ${text('offline')} ***`, RECEIPT_COLUMNS)] : []),
    ...(settled?.isWithoutCard ? [centred(`*** ${text('withoutCard')} ***`, RECEIPT_COLUMNS)] : []),
    ...(copyNumber === undefined
      ? []
      : [centred(`*** ${text('copy')} ${copyNumber} ***`, RECEIPT_COLUMNS)]),
    ...(isReversed ? [centred(`*** ${text('reversed')} ***`, RECEIPT_COLUMNS)] : []),
    ...(isReversing ? [centred(`*** ${text('reversing')} ***`, RECEIPT_COLUMNS)] : []),
    thick,
    ...headLines(source, language, settled),
    thin,
    text('whoPays'),
    ...payerLines(adjudication, language),
    thin,
    text('why'),
    ...reasonLines(adjudication, numbers, language),
    thick,
    ...cashLines(adjudication, language),
    thick,
    ...(review.length > 0 ? [...review, thin] : []),
    text(settled ? 'usage' : 'usageTrial'),
    ...usageLines(adjudication, language),
    thin,
    text('clauses'),
    ...clauseLines(numbers, language),
    thin,
    ...(settled ? [`${text('entryHash')} ${toHex(settled.hash).slice(0, 32)}`] : []),
    ...(settled ? [] : [centred(`*** ${text('trial')} ***`, RECEIPT_COLUMNS)]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function headLines(
  { adjudication, bill, holder }: TrialSource,
  language: Language,
  settled?: ReceiptSource,
): readonly string[] {
  const say = (both: Bilingual) => both[language];
  const row = (label: keyof typeof RECEIPT_TEXTS, value: string) =>
    `${left(say(RECEIPT_TEXTS[label]), LABEL_COLUMNS)}${value}`;
  const { provider, visit } = bill;
  const { plan, catalogue } = adjudication;
  const designation = say(RECEIPT_TEXTS[provider.isDesignated ? 'designated' : 'notDesignated']);
  const { level, grade } = provider;
  const standing = [LEVEL_LABELS[level], ...(grade ? [GRADE_LABELS[grade]] : [])].map(say);
  const { admittedOn, dischargedOn } = visit;
  return [
    ...(settled
      ? [
          row('settlementNumber', settled.signed.statement.id),
          row('journalEntry', String(settled.sequence)),
          row('settledAt', chinaTimeText(settled.signed.statement.settledAt)),
        ]
      : []),
    row('billNumber', bill.billNumber),
    row('patient', holder.name),
    row('memberNumber', maskedMember(holder.memberNumber)),
    row('home', adjudication.home),
    row('year', String(adjudication.usageAfter.year)),
    row('provider', provider.name),
    row('provider', [provider.code, ...standing, designation].join('  ')),
    row(
      'visit',
      `${say(VISIT_LABELS[visit.kind])}  ${admittedOn} ${say(RECEIPT_TEXTS.to)} ${dischargedOn}`,
    ),
    row('plan', `${plan.id} / ${plan.version}`),
    row('catalogue', `${catalogue.id} / ${catalogue.version}`),
    row(
      'total',
      `${groupedYuan(adjudication.total)} ${say(RECEIPT_TEXTS.yuan)}  (${adjudication.lines.length} ${say(RECEIPT_TEXTS.lines)})`,
    ),
  ];
}

/** What the patient hands over, the till's rounding included, and the exact cash of the decision. */
export function cashDue({ byPayer, till }: Pick<AdjudicationFields, 'byPayer' | 'till'>): {
  readonly exact: Amount;
  readonly due: Amount;
} {
  const exact = byPayer.cash;
  if (exact === undefined) throw new RangeError('"byPayer" expected cash');
  if (till && subtract(till.due, till.difference) !== exact) {
    throw new RangeError('"till" expected the cash and what it is off by');
  }
  return { exact, due: till?.due ?? exact };
}

/** The one figure that somebody has to hand over, on lines of its own, and in words that nobody can alter. */
function cashLines(adjudication: AdjudicationFields, language: Language): readonly string[] {
  const { till } = adjudication;
  const { exact, due: cash } = cashDue(adjudication);
  const figure = `¥ ${groupedYuan(cash)}`;
  const label = `  ${RECEIPT_TEXTS.cashDue[language]}`;
  const rest = RECEIPT_COLUMNS - 2 - displayWidth(label);
  const words = `${RECEIPT_TEXTS.capitals.zh}${capitalYuan(cash)}`;
  return [
    ...(till ? tillLines(exact, till, language) : []),
    '',
    `${label}${right(figure, rest)}`,
    right(words, RECEIPT_COLUMNS - 2),
    '',
  ];
}
