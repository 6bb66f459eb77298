/** 结算单, 试算单: the same slip of a settlement that stands and of one that was only tried. */

import { toHex } from '../../../bytes.ts';
import type { Language } from '../../../errors/index.ts';
import { type AdjudicationFields, REASONS, type Reason } from '../../../model/index.ts';
import {
  type Clause,
  capitalYuan,
  capLeft,
  cashDue,
  GRADE_LABELS,
  groupedYuan,
  isForReview,
  LEVEL_LABELS,
  maskedMember,
  type NumberedClauses,
  numberClauses,
  PAYER_LABELS,
  REASON_LABELS,
  RECEIPT_TEXTS,
  type ReceiptSource,
  references,
  shownPayers,
  stepsBehind,
  type TrialSource,
  VISIT_LABELS,
} from '../../../terminal/deskParts.ts';
import { chinaTimeText } from '../../../time.ts';
import type { AmountRow, Block, Slip } from '../blocks.ts';
import type { Invoice } from './invoice.ts';
import { SLIP_TEXTS } from './texts.ts';

export interface SettlementMarks {
  /** 预览: made without being counted. */
  readonly isPreview?: boolean;
  /** 补打: 1 for the first copy; 0 or absent for the original. */
  readonly copyNumber?: number;
  /** 已冲正 */
  readonly isReversed?: boolean;
  /** 正在冲正 */
  readonly isReversing?: boolean;
  readonly invoice?: Invoice;
}

/** @throws RangeError when the figures of `source` do not add up */
export function settlementSlip(
  source: ReceiptSource,
  language: Language,
  marks: SettlementMarks = {},
): Slip {
  return slip(source, language, marks, source);
}

export function trialSlip(source: TrialSource, language: Language): Slip {
  return slip(source, language, {});
}

function slip(
  source: TrialSource,
  language: Language,
  { isPreview, copyNumber, isReversed, isReversing, invoice }: SettlementMarks,
  settled?: ReceiptSource,
): Slip {
  const { adjudication } = source;
  const say = (key: keyof typeof RECEIPT_TEXTS) => RECEIPT_TEXTS[key][language];
  const numbers = numberClauses(adjudication.steps);
  const marks = [
    ...(settled ? [] : [say('trial')]),
    ...(isPreview ? [SLIP_TEXTS.preview[language]] : []),
    ...(settled?.offline ? [say('offline')] : []),
    ...(settled?.isWithoutCard ? [say('withoutCard')] : []),
    ...(copyNumber ? [`${say('copy')} ${copyNumber}`] : []),
    ...(isReversed ? [say('reversed')] : []),
    ...(isReversing ? [say('reversing')] : []),
  ].map((text): Block => ({ kind: 'mark', text }));
  return {
    language,
    blocks: [
      { kind: 'title', text: say('title') },
      ...marks,
      { kind: 'pairs', rows: headRows(source, language, settled, invoice) },
      { kind: 'heading', text: say('whoPays') },
      { kind: 'amounts', rows: payerRows(adjudication, language) },
      { kind: 'heading', text: say('why') },
      { kind: 'amounts', rows: reasonRows(adjudication, numbers, language) },
      ...cashBlocks(adjudication, language),
      ...reviewBlocks(adjudication, numbers, language),
      { kind: 'heading', text: say(settled ? 'usage' : 'usageTrial') },
      { kind: 'amounts', rows: usageRows(adjudication, language) },
      { kind: 'heading', text: say('clauses'), isDetail: true },
      { kind: 'notes', lines: clauseTexts(numbers, language), isDetail: true },
      ...(settled
        ? ([
            {
              kind: 'pairs',
              rows: [
                [say('entryHash'), toHex(settled.hash).slice(0, 32)],
                [SLIP_TEXTS.signature[language], ''],
              ],
            },
            { kind: 'code', text: settled.signed.statement.id },
          ] as const)
        : marks),
    ],
  };
}

type Rows = readonly (readonly [label: string, value: string])[];

function headRows(
  { adjudication, bill, holder }: TrialSource,
  language: Language,
  settled: ReceiptSource | undefined,
  invoice: Invoice | undefined,
): Rows {
  const say = (key: keyof typeof RECEIPT_TEXTS) => RECEIPT_TEXTS[key][language];
  const { provider, visit } = bill;
  const { plan, catalogue } = adjudication;
  const { level, grade, isDesignated } = provider;
  const standing = [
    LEVEL_LABELS[level][language],
    ...(grade ? [GRADE_LABELS[grade][language]] : []),
    say(isDesignated ? 'designated' : 'notDesignated'),
  ].join(' ');
  return [
    ...(settled
      ? ([
          [say('settlementNumber'), settled.signed.statement.id],
          [say('journalEntry'), String(settled.sequence)],
          [say('settledAt'), chinaTimeText(settled.signed.statement.settledAt)],
        ] as const)
      : []),
    ...(invoice ? [invoiceRow(invoice, language)] : []),
    [say('billNumber'), bill.billNumber],
    [say('patient'), holder.name],
    [say('memberNumber'), maskedMember(holder.memberNumber)],
    [say('home'), `${adjudication.home}  ${say('year')} ${adjudication.usageAfter.year}`],
    [say('provider'), `${provider.name} ${provider.code} ${standing}`],
    [
      say('visit'),
      `${VISIT_LABELS[visit.kind][language]} ${visit.admittedOn} ${say('to')} ${visit.dischargedOn}`,
    ],
    [say('plan'), `${plan.id} / ${plan.version}`],
    [say('catalogue'), `${catalogue.id} / ${catalogue.version}`],
    [
      say('total'),
      `${groupedYuan(adjudication.total)} ${say('yuan')} (${adjudication.lines.length} ${say('lines')})`,
    ],
  ];
}

export function invoiceRow(
  { code, number, check }: Invoice,
  language: Language,
): readonly [string, string] {
  const checked = check === undefined ? '' : ` ${SLIP_TEXTS.invoiceCheck[language]} ${check}`;
  return [SLIP_TEXTS.invoice[language], `${code} ${number}${checked}`];
}

function payerRows(adjudication: AdjudicationFields, language: Language): readonly AmountRow[] {
  return [
    ...shownPayers(adjudication).map(([payer, paid]) => ({
      label: PAYER_LABELS[payer][language],
      amount: groupedYuan(paid),
    })),
    { label: RECEIPT_TEXTS.sum[language], amount: groupedYuan(adjudication.total), isSum: true },
  ];
}

function reasonRows(
  { byReason, steps, total }: AdjudicationFields,
  numbers: NumberedClauses,
  language: Language,
): readonly AmountRow[] {
  const remark = (reason: Reason) => {
    const behind = stepsBehind(reason, steps);
    const ofBill = behind.filter(({ lineId }) => lineId === undefined);
    const ofLines = behind.length - ofBill.length;
    return [
      ...(ofLines > 0 ? [`${ofLines} ${RECEIPT_TEXTS.lines[language]}`] : []),
      ...ofBill.map(({ text }) => text[language]),
      references(behind, numbers, language),
    ].join(' ');
  };
  return [
    ...REASONS.filter((reason) => byReason[reason] > 0n).map((reason) => ({
      label: REASON_LABELS[reason][language],
      amount: groupedYuan(byReason[reason]),
      remark: remark(reason),
    })),
    { label: RECEIPT_TEXTS.sum[language], amount: groupedYuan(total), isSum: true },
  ];
}

function cashBlocks(adjudication: AdjudicationFields, language: Language): readonly Block[] {
  const { exact, due } = cashDue(adjudication);
  const { till } = adjudication;
  const rounding: Block[] = till
    ? [
        {
          kind: 'amounts',
          rows: [
            { label: RECEIPT_TEXTS.cashExact[language], amount: groupedYuan(exact) },
            { label: RECEIPT_TEXTS.cashRounded[language], amount: groupedYuan(till.difference) },
          ],
        },
      ]
    : [];
  return [
    ...rounding,
    {
      kind: 'figure',
      label: RECEIPT_TEXTS.cashDue[language],
      amount: `¥ ${groupedYuan(due)}`,
      capitals: `${RECEIPT_TEXTS.capitals.zh}${capitalYuan(due)}`,
    },
  ];
}

function reviewBlocks(
  { steps }: AdjudicationFields,
  numbers: NumberedClauses,
  language: Language,
): readonly Block[] {
  const found = steps.filter(isForReview);
  if (found.length === 0) return [];
  const lines = found.map((step) => {
    return `${step.text[language]} ${references([step], numbers, language)}`;
  });
  return [
    { kind: 'heading', text: RECEIPT_TEXTS.forReview[language] },
    { kind: 'notes', lines },
  ];
}

function usageRows(adjudication: AdjudicationFields, language: Language): readonly AmountRow[] {
  const { deductibleMet, benefitDrawn, admissions } = adjudication.usageAfter;
  const below = capLeft(adjudication);
  const row = (key: keyof typeof RECEIPT_TEXTS, amount: string) => ({
    label: RECEIPT_TEXTS[key][language],
    amount,
  });
  return [
    row('deductibleMet', groupedYuan(deductibleMet)),
    row('benefitDrawn', groupedYuan(benefitDrawn)),
    ...(below === undefined ? [] : [row('capLeft', groupedYuan(below))]),
    row('admissions', String(admissions)),
  ];
}

function clauseTexts(numbers: NumberedClauses, language: Language): readonly string[] {
  const source = ({ document, isAssumed }: Clause) => (isAssumed ? '' : ` （${document}）`);
  return [...numbers.values()].map(
    ({ number, clause }) => `[${number}] ${clause.text[language]}${source(clause)}`,
  );
}
