import type { ControlName, ExaminationRequest } from '../../../../src/settlement/index.ts';
import type { Line, Visit } from '../support.ts';

/** A bill, and what one control finds in it. */
export interface Golden {
  readonly what: string;
  readonly figures?: object;
  readonly lines: readonly Line[];
  readonly visit?: Visit;
  readonly changes?: Partial<ExaminationRequest>;
  /** `line amount`, or `bill amount`; `-` where no amount is named. */
  readonly found: readonly string[];
}

export interface GoldenControl {
  readonly control: ControlName;
  readonly cases: readonly Golden[];
}
