/** 为何不能多报: what of a line the patient pays, each fen with the steps it stands on. */

import type { Language } from '../../errors/table.ts';
import {
  type AdjudicationFields,
  type ExplanationStep,
  REASONS,
  type Reason,
} from '../../model/index.ts';
import { type Amount, apportion, yuanText } from '../../money.ts';
import { assumedMark } from '../receipt/format.ts';
import { REASON_LABELS } from '../receipt/labels.ts';
import { stepsBehind } from './behind.ts';

/** A part of a line that nobody but the patient pays. */
export interface LineReason {
  readonly reason: Exclude<Reason, 'covered'>;
  readonly amount: Amount;
  /** Whether the figure is the line's own, or its share of a figure of the whole bill. */
  readonly isShare: boolean;
  /** The steps that the figure stands on, in the order of the derivation. */
  readonly steps: readonly ExplanationStep[];
}

export interface LineAnswer {
  readonly lineId: string;
  readonly name: string;
  readonly submitted: Amount;
  /** What funds, account or hospital bear of the line. */
  readonly covered: Amount;
  /** With `covered` these add up to `submitted`. */
  readonly reasons: readonly LineReason[];
  /** Ids of the plan's layers for such a visit whose condition did not hold. */
  readonly notEligible: readonly string[];
}

/** Reasons whose figure a line has of its own, unless a layer took some of it over. */
const OWN = {
  excluded: 'excluded',
  'over-ceiling': 'overCeiling',
  'self-paid-first': 'selfPaidFirst',
} as const;
type OwnReason = keyof typeof OWN;
const SHARED = ['deductible', 'co-payment', 'above-cap'] as const;

/**
 * "Why not more?" for one line. Deductible, co-payment and what lies above a cap are figures of the
 * whole bill; a line has its share of them by its eligible amount, to the fen, and all lines together
 * have all of it.
 * @throws RangeError for a line that the bill does not have
 */
export function whyNotMore(adjudication: AdjudicationFields, lineId: string): LineAnswer {
  const { lines, steps, byReason, notEligible = [] } = adjudication;
  const at = lines.findIndex((line) => line.lineId === lineId);
  const line = lines[at];
  if (!line) throw new RangeError(`"lineId" expected a line of the bill, not ${lineId}`);
  const reasons: LineReason[] = [];
  const add = (reason: LineReason['reason'], amount: bigint, isShare: boolean) => {
    if (amount === 0n) return;
    const behind = stepsBehind(reason, steps).filter(
      (step) => step.lineId === undefined || step.lineId === lineId,
    );
    reasons.push({ reason, amount: amount as Amount, isShare, steps: behind });
  };
  for (const reason of Object.keys(OWN) as OwnReason[]) {
    const own = lines.map((each) => each[OWN[reason]]);
    const total = own.reduce<bigint>((sum, each) => sum + each, 0n);
    // A layer that took some of it over took it from all lines alike.
    const share =
      total === byReason[reason] ? own[at]! : shareOf(byReason[reason], own, lines)[at]!;
    add(reason, share, total !== byReason[reason]);
  }
  let open: readonly bigint[] = lines.map(({ eligible }) => eligible);
  for (const reason of SHARED) {
    const shares = shareOf(byReason[reason], open, lines);
    open = open.map((each, index) => each - shares[index]!);
    add(reason, shares[at]!, true);
  }
  const borne = reasons.reduce((sum, { amount }) => sum + amount, 0n);
  const covered = (line.submitted - borne) as Amount;
  return { lineId, name: line.name, submitted: line.submitted, covered, reasons, notEligible };
}

function shareOf(
  total: bigint,
  weights: readonly bigint[],
  lines: AdjudicationFields['lines'],
): readonly bigint[] {
  const parts = weights.map((weight, at) => ({ id: lines[at]!.lineId, weight }));
  return apportion(total, parts);
}

/** The answer as text: the line, and each part that stays with the patient with its derivation. */
export function renderLineAnswer(answer: LineAnswer, language: Language): string {
  const { lineId, name, submitted, covered, reasons, notEligible } = answer;
  const isChinese = language === 'zh';
  const borne = (submitted - covered) as Amount;
  const head = isChinese
    ? `第 ${lineId} 行 ${name}：收费 ${yuanText(submitted)} 元，已由他方承担 ${yuanText(covered)} 元，个人 ${yuanText(borne)} 元`
    : `line ${lineId} ${name}: ${yuanText(submitted)} yuan charged, ${yuanText(covered)} borne by others, ${yuanText(borne)} by the patient`;
  const parts = [...reasons]
    .sort((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason))
    .flatMap(({ reason, amount, isShare, steps }) => {
      const label = REASON_LABELS[reason][language];
      const share = isShare ? (isChinese ? '（按可报金额分摊）' : ' (its share of the bill)') : '';
      return [
        isChinese
          ? `  ${label} ${yuanText(amount)} 元${share}`
          : `  ${label} ${yuanText(amount)} yuan${share}`,
        ...steps.map(
          (step) => `    ${step.text[language]} [${step.rule}]${clauseText(step, language)}`,
        ),
      ];
    });
  const none = isChinese ? '  没有由个人负担的部分' : '  nothing is left to the patient';
  // Where nothing is left to the patient no further layer could have paid.
  const unmet = (parts.length === 0 ? [] : notEligible).map((id) =>
    isChinese
      ? `  不符合 ${id} 层的条件，该层未支付`
      : `  not eligible for layer ${id}: its condition does not hold`,
  );
  return `${[head, ...(parts.length === 0 ? [none] : parts), ...unmet].join('\n')}\n`;
}

function clauseText({ clause }: ExplanationStep, language: Language): string {
  const mark = clause.isAssumed ? assumedMark(clause, language) : ` (${clause.document})`;
  return `\n      ${clause.text[language]}${mark}`;
}
