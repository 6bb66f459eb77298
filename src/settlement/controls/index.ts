/** 监管规则: what a county looks at in a bill, and what follows. */

export { CONTROLS } from './controls.ts';
export { type BillEffects, effectsOf, type LineEffect } from './effects.ts';
export {
  type ControlRules,
  controlsNotRun,
  type ExaminationRequest,
  examineBill,
  type NotRunBecause,
} from './examine.ts';
export type {
  Control,
  ControlFinding,
  ExaminedPerson,
  Observation,
} from './finding.ts';
export { renderFindings, VERDICT_TEXTS } from './render.ts';
export {
  CONTROLS_DOCUMENT,
  type ControlName,
  type ControlsDocument,
  VERDICTS,
  type Verdict,
} from './schema.ts';
