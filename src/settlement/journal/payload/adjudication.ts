import { BILL_LINES_MAX } from '../../../limits.ts';
import {
  type AdjudicationFields,
  type AmountsByPayer,
  type DocumentReference,
  type ExplanationStep,
  type LayerDecision,
  type LineDecision,
  PAYERS,
  type Payer,
  REASONS,
  type Usage,
} from '../../../model/index.ts';
import { all, dictionary, fields, some } from '../fields.ts';
import { COUNTERS_MAX, LAYERS_MAX, STEP_INPUTS_MAX, STEPS_MAX } from '../limits.ts';
import { list, oneOf, type Shape, TRUE, wholeUnits } from '../shape.ts';
import { unchanging } from '../unchanging.ts';
import {
  AMOUNT,
  BILINGUAL,
  CARD_SERIAL,
  CLAUSE,
  COUNT,
  COUNTY_CODE,
  DATE,
  HASH,
  MEMBER_NUMBER,
  NAME,
  SENTENCE,
  YEAR,
} from './names.ts';

const DOCUMENT_REFERENCE: Shape<DocumentReference> = fields({
  id: NAME,
  version: NAME,
  hash: HASH,
});

export const USAGE: Shape<Usage> = fields(
  {
    year: YEAR,
    deductibleMet: AMOUNT,
    benefitDrawn: AMOUNT,
    admissions: COUNT,
  },
  { counters: dictionary(NAME, wholeUnits<bigint>(), COUNTERS_MAX) },
);

/** Payers by name: their numbers belong to the signed statement, a journal is read by people too. */
export const BY_PAYER: Shape<AmountsByPayer> = some(Object.keys(PAYERS) as Payer[], AMOUNT);

const LINE_DECISION: Shape<LineDecision> = fields(
  {
    lineId: NAME,
    itemCode: NAME,
    name: NAME,
    benefitClass: oneOf(['A', 'B', 'C']),
    submitted: AMOUNT,
    excluded: AMOUNT,
    overCeiling: AMOUNT,
    selfPaidFirst: AMOUNT,
    eligible: AMOUNT,
  },
  { hospitalBorne: AMOUNT },
);

const LAYER_DECISION: Shape<LayerDecision> = fields({
  id: NAME,
  payer: oneOf(Object.keys(PAYERS) as Payer[]),
  base: AMOUNT,
  paid: AMOUNT,
});

const STEP: Shape<ExplanationStep> = fields(
  {
    rule: NAME,
    clause: CLAUSE,
    inputs: dictionary(NAME, NAME, STEP_INPUTS_MAX),
    formula: SENTENCE,
    result: AMOUNT,
    text: BILINGUAL,
  },
  { lineId: NAME, rounding: NAME },
);

/** The decision with its whole derivation: a receipt explains from this and nothing else. */
export const ADJUDICATION: Shape<AdjudicationFields> = fields(
  {
    home: COUNTY_CODE,
    cardSerial: CARD_SERIAL,
    memberNumber: MEMBER_NUMBER,
    plan: DOCUMENT_REFERENCE,
    catalogue: DOCUMENT_REFERENCE,
    billHash: HASH,
    decidedFor: DATE,
    total: AMOUNT,
    lines: unchanging(list(LINE_DECISION, BILL_LINES_MAX)),
    byPayer: BY_PAYER,
    byReason: all(REASONS, AMOUNT),
    steps: unchanging(list(STEP, STEPS_MAX)),
    usageBefore: USAGE,
    usageAfter: USAGE,
  },
  {
    layers: list(LAYER_DECISION, LAYERS_MAX),
    notEligible: list(NAME, LAYERS_MAX),
    needsReview: TRUE,
    till: fields({ due: AMOUNT, difference: AMOUNT }),
  },
);
