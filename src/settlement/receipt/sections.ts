/** The parts of a receipt between its head and its end. */

import type { Language } from '../../errors/table.ts';
import {
  type AdjudicationFields,
  type ExplanationStep,
  PAYERS,
  type Payer,
  REASONS,
  type TillRounding,
} from '../../model/index.ts';
import { type Amount, add, parseYuan, subtract, ZERO } from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { stepsBehind } from '../explanation/behind.ts';
import { assumedMark, groupedYuan } from './format.ts';
import { PAYER_LABELS, REASON_LABELS, RECEIPT_TEXTS } from './labels.ts';
import { left, right, wrapped } from './width.ts';

const LABEL_COLUMNS = 26;
const AMOUNT_COLUMNS = 14;
const REMARK_COLUMNS = 28;
const WRAP_COLUMNS = 64;

/** Clauses in the order in which the steps first stand in them, numbered from 1. */
export type NumberedClauses = ReadonlyMap<
  string,
  { readonly number: number; readonly clause: Clause }
>;

export function numberClauses(steps: readonly ExplanationStep[]): NumberedClauses {
  const numbers = new Map<string, { number: number; clause: Clause }>();
  for (const { clause } of steps) {
    const key = keyOf(clause);
    if (!numbers.has(key)) numbers.set(key, { number: numbers.size + 1, clause });
  }
  return numbers;
}

function keyOf({ document, text }: Clause): string {
  return `${document}\n${text.zh}`;
}

function amountRow(label: string, value: Amount): string {
  return `  ${left(label, LABEL_COLUMNS)}${right(groupedYuan(value), AMOUNT_COLUMNS)}`;
}

/** A row with a remark beside its figure, which goes on below itself when it is long. */
function remarkedRow(label: string, value: Amount, remark: string): readonly string[] {
  const row = amountRow(label, value);
  return wrapped(remark, REMARK_COLUMNS).map(
    (line, index) =>
      `${index === 0 ? row : ' '.repeat(2 + LABEL_COLUMNS + AMOUNT_COLUMNS)}  ${line}`,
  );
}

/**
 * Each layer that pays; the pooled fund and the patient's cash also when they pay nothing.
 * @throws RangeError when they do not add up to the bill
 */
export function shownPayers({
  byPayer,
  total,
}: AdjudicationFields): readonly (readonly [payer: Payer, amount: Amount])[] {
  const shown = (Object.keys(PAYERS) as Payer[]).flatMap((payer) => {
    const paid = byPayer[payer];
    return paid !== undefined && (paid > 0n || isAlwaysShown(payer))
      ? [[payer, paid] as const]
      : [];
  });
  if (add(ZERO, ...shown.map(([, paid]) => paid)) !== total) {
    throw new RangeError('the payers of a receipt do not add up to the bill');
  }
  return shown;
}

export function payerLines(
  adjudication: AdjudicationFields,
  language: Language,
): readonly string[] {
  return [
    ...shownPayers(adjudication).map(([payer, paid]) =>
      amountRow(PAYER_LABELS[payer][language], paid),
    ),
    amountRow(RECEIPT_TEXTS.sum[language], adjudication.total),
  ];
}

/** 误差: the exact cash, and what the till's rounding is off by; neither belongs to what a payer pays. */
export function tillLines(
  exact: Amount,
  { difference }: TillRounding,
  language: Language,
): readonly string[] {
  return [
    amountRow(RECEIPT_TEXTS.cashExact[language], exact),
    amountRow(RECEIPT_TEXTS.cashRounded[language], difference),
  ];
}

function isAlwaysShown(payer: Payer): boolean {
  return payer === 'pooled-fund' || payer === 'cash';
}

/** Each reason that took or gave something, with the rules and clauses it stands on. */
export function reasonLines(
  { byReason, steps, total }: AdjudicationFields,
  numbers: NumberedClauses,
  language: Language,
): readonly string[] {
  const rows = REASONS.filter((reason) => byReason[reason] > 0n).flatMap((reason) => {
    const behind = stepsBehind(reason, steps);
    const ofBill = behind.filter(({ lineId }) => lineId === undefined);
    const ofLines = behind.length - ofBill.length;
    const remark = ofLines > 0 ? `${ofLines} ${RECEIPT_TEXTS.lines[language]} ` : '';
    return [
      ...remarkedRow(
        REASON_LABELS[reason][language],
        byReason[reason],
        remark + references(behind, numbers, language),
      ),
      ...ofBill.flatMap(({ text }) =>
        wrapped(text[language], WRAP_COLUMNS).map((line) => `      ${line}`),
      ),
    ];
  });
  return [...rows, amountRow(RECEIPT_TEXTS.sum[language], total)];
}

/** 转复核: what a control sends to a person, each with its clause; nothing where there is none. */
export function reviewLines(
  { steps }: AdjudicationFields,
  numbers: NumberedClauses,
  language: Language,
): readonly string[] {
  const found = steps.filter(isForReview);
  if (found.length === 0) return [];
  return [
    RECEIPT_TEXTS.forReview[language],
    ...found.flatMap((step) =>
      wrapped(`${step.text[language]} ${references([step], numbers, language)}`, WRAP_COLUMNS).map(
        (line) => `      ${line}`,
      ),
    ),
  ];
}

export function isForReview({ rule, inputs }: ExplanationStep): boolean {
  return rule.startsWith('controls.') && inputs.verdict === 'review';
}

/** `[3] [4]【假定】`, each clause once. */
export function references(
  steps: readonly ExplanationStep[],
  numbers: NumberedClauses,
  language: Language,
): string {
  const marks = steps.map(({ clause }) => {
    const { number } = numbers.get(keyOf(clause))!;
    return `[${number}]${assumedMark(clause, language)}`;
  });
  return [...new Set(marks)].join(' ');
}

/** 封顶线剩余 after this settlement. The cap stands in the steps; without one there is none to show. */
export function capLeft({ usageAfter, steps }: AdjudicationFields): Amount | undefined {
  // Entries of a journal that are older than the other counters call the cap of this one `annualCap`.
  const inputs = steps.find(
    ({ rule, inputs }) => /\.cap(?:-\d+)?$/.test(rule) && isCapOfBenefit(inputs),
  )?.inputs;
  const text = inputs?.cap ?? inputs?.annualCap;
  if (text === undefined) return undefined;
  const cap = parseYuan(text.replace(/ yuan$/, ''));
  const { benefitDrawn } = usageAfter;
  return cap > benefitDrawn ? subtract(cap, benefitDrawn) : ZERO;
}

/** 年内累计 after this settlement. */
export function usageLines(
  adjudication: AdjudicationFields,
  language: Language,
): readonly string[] {
  const row = (label: keyof typeof RECEIPT_TEXTS, value: Amount) =>
    amountRow(RECEIPT_TEXTS[label][language], value);
  const { deductibleMet, benefitDrawn, admissions } = adjudication.usageAfter;
  const below = capLeft(adjudication);
  return [
    row('deductibleMet', deductibleMet),
    row('benefitDrawn', benefitDrawn),
    ...(below === undefined ? [] : [row('capLeft', below)]),
    `  ${left(RECEIPT_TEXTS.admissions[language], LABEL_COLUMNS)}${right(String(admissions), AMOUNT_COLUMNS)}`,
  ];
}

function isCapOfBenefit(inputs: ExplanationStep['inputs']): boolean {
  return inputs.counter === 'benefit' || inputs.annualCap !== undefined;
}

export function clauseLines(numbers: NumberedClauses, language: Language): readonly string[] {
  return [...numbers.values()].flatMap(({ number, clause }) => {
    const mark = assumedMark(clause, language).trim();
    const text = `${mark}${mark && language === 'en' ? ' ' : ''}${clause.text[language]}`;
    const body = wrapped(text, WRAP_COLUMNS);
    // What is assumed stands in no document; its reason is part of its text.
    const source = clause.isAssumed ? [] : wrapped(clause.document, WRAP_COLUMNS);
    const reference = `[${number}]`;
    return [
      ...body.map((line, index) => `  ${left(index === 0 ? reference : '', 5)}${line}`),
      ...source.map((line) => `       ${line}`),
    ];
  });
}
