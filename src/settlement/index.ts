/** `onecard/settlement`: bills, catalogues and plans come in, decisions and their reasons go out. */

export type { PastVisit } from '../model/index.ts';
export {
  type AdjudicateRequest,
  type AdjudicateResult,
  adjudicate,
} from './adjudicate/adjudicate.ts';
export { type Course, type LayerResult, layerResults, PAYER_NAMES } from './adjudicate/course.ts';
export {
  type DecideRequest,
  type DecideResult,
  decide,
  type InsuredPerson,
  type Refused,
} from './adjudicate/decide.ts';
export type { BillEffects, LineEffect } from './adjudicate/effects.ts';
export type { Evaluate } from './adjudicate/evaluate.ts';
export type {
  Facts,
  PersonFacts,
  SplitLines,
  SplitTotals,
  VisitFacts,
  YearFacts,
} from './adjudicate/facts.ts';
export {
  type PayAfterTreatment,
  type PayAfterTreatmentRequest,
  payAfterTreatment,
} from './adjudicate/payAfterTreatment.ts';
export {
  REFUSALS,
  type RefusalCode,
  type RefusalReason,
  refusal,
} from './adjudicate/refusals.ts';
export {
  type SplitLine,
  type SplitRequest,
  type SplitResult,
  splitLines,
} from './adjudicate/splitLines.ts';
export {
  startTrace,
  type Trace,
  type TracedStep,
  tracedSteps,
  writeSteps,
} from './adjudicate/trace.ts';
export type {
  MemberYear,
  YearEndPayment,
  YearEndRequest,
  YearEndResult,
  YearEndRule,
} from './adjudicate/yearEnd.ts';
export type { WhatIfLayer, WhatIfRow, WhatIfSummary } from './batch/summary.ts';
export { type WhatIfRequest, whatIf } from './batch/whatIf.ts';
export { encodeBill } from './bill/encode.ts';
export { billHash } from './bill/hash.ts';
export { locateInBill, parseBill } from './bill/parse.ts';
export { type LineReturn, type RemainingLines, remainingLines } from './bill/returned.ts';
export * from './cases/index.ts';
export * from './catalogue/index.ts';
export * from './controls/index.ts';
export * from './difference/index.ts';
export {
  DocumentError,
  type DocumentKind,
  type DocumentPosition,
  type DocumentProblem,
  PROBLEMS_MAX,
  problemText,
} from './document/problem.ts';
export { DOCUMENT_RULES, type DocumentRule } from './document/rules.ts';
export { renderExplanation } from './explanation/render.ts';
export {
  type LineAnswer,
  type LineReason,
  renderLineAnswer,
  whyNotMore,
} from './explanation/whyNotMore.ts';
export * from './journal/index.ts';
export { type NationalFields, nationalFields } from './nationalFields.ts';
export * from './offline/index.ts';
export { planSchema } from './plan/jsonSchema.ts';
export { parsePlan, planDocumentOf } from './plan/parse.ts';
export {
  type Contribution,
  type DecidingDate,
  decisionDate,
  type Funding,
  type InstitutionClass,
  type OutpatientBudget,
  type Place,
  type Plan,
  type PlanFields,
  type PlanVersion,
  type VisitRules,
  type Voiding,
  versionOn,
} from './plan/plan.ts';
export { renderPlan } from './plan/render.ts';
export { PARTS, type Part, VISITS, type Visit } from './plan/schema/vocabulary.ts';
export {
  PLAN_CONTEXT,
  type PlanSignatureCause,
  type PlanSignatureVerification,
  signPlan,
  verifyPlanSignature,
} from './plan/signature.ts';
export { mayVoid, type VoidingAnswer } from './plan/voiding.ts';
export { capitalYuan } from './receipt/capitals.ts';
export {
  type DailyLine,
  type DailyList,
  type DailyListOptions,
  dailyTotal,
  dayOfStay,
  renderDailyList,
} from './receipt/dailyList.ts';
export {
  RECEIPT_COLUMNS,
  type ReceiptMarks,
  type ReceiptSource,
  renderReceipt,
  renderTrial,
  type TrialSource,
} from './receipt/receipt.ts';
export * from './reconcile/index.ts';
export {
  parseRegister,
  type Register,
  type RegisteredDoctor,
  type RegisteredInstitution,
  type RegisterFields,
  type Suspension,
} from './register/register.ts';
export { type CardSignature, type SigningResult, signSettlement } from './sign.ts';
export { type Admission, type Charges, parseAdmission, parseCharges } from './stay/documents.ts';
export {
  type TextSigner,
  type TextVerifier,
  textSigner,
  textVerifier,
} from './textSignature.ts';
