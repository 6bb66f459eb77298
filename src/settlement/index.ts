/** `onecard/settlement`: bills, catalogues and plans come in, decisions and their reasons go out. */

export {
  type AdjudicateRequest,
  type AdjudicateResult,
  adjudicate,
} from './adjudicate/adjudicate.ts';
export {
  type DecideRequest,
  type DecideResult,
  decide,
  type InsuredPerson,
  type Refused,
} from './adjudicate/decide.ts';
export { REFUSALS, type RefusalCode, type RefusalReason } from './adjudicate/refusals.ts';
export { encodeBill } from './bill/encode.ts';
export { billHash } from './bill/hash.ts';
export { locateInBill, parseBill } from './bill/parse.ts';
export * from './cases/index.ts';
export * from './catalogue/index.ts';
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
export * from './journal/index.ts';
export { parsePlan } from './plan/parse.ts';
export {
  type DecidingDate,
  decisionDate,
  type InstitutionClass,
  type Place,
  type Plan,
  type PlanFields,
  type PlanVersion,
  versionOn,
} from './plan/plan.ts';
export { capitalYuan } from './receipt/capitals.ts';
export {
  RECEIPT_COLUMNS,
  type ReceiptSource,
  renderReceipt,
  renderTrial,
  type TrialSource,
} from './receipt/receipt.ts';
export { type CardSignature, type SigningResult, signSettlement } from './sign.ts';
