import {
  type DocumentRule,
  parseBill,
  parseCatalogue,
  parsePlan,
  parseRegister,
} from '../../../../src/settlement/index.ts';

export const BILL = 'examples/bills/yinjiang-inpatient.json';
export const PLAN = 'plans/yinjiang-2019.yaml';
export const TWO_VERSIONS = 'plans/jimunai-2011.yaml';
export const CATALOGUE = 'catalogues/999101.yaml';

export const REGISTER = 'examples/register/999101.yaml';

export const DOORS = {
  [BILL]: parseBill,
  [PLAN]: parsePlan,
  [TWO_VERSIONS]: parsePlan,
  [CATALOGUE]: parseCatalogue,
  [REGISTER]: parseRegister,
} as const;

/** What is replaced in which document, and what must be reported: the rule and the path. */
export type Case = readonly [
  rule: DocumentRule,
  path: string,
  document: keyof typeof DOORS,
  from: string,
  to: string,
];
