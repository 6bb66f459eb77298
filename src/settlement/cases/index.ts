export { type CaseResult, runPlanCases } from './run.ts';
