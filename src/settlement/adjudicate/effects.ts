import type { Amount } from '../../money.ts';

/** What the controls (findings on the bill, before money) do to a line; together no more than the line. */
export interface LineEffect {
  /** 拒付: the fund does not pay; the patient does. */
  readonly refused: Amount;
  /** 由医疗机构承担: taken off the hospital. */
  readonly hospital: Amount;
}

/** What the controls do to a bill. */
export interface BillEffects {
  /** By line id; a line that is not there is left as it is. */
  readonly lines: ReadonlyMap<string, LineEffect>;
  /** What the hospital bears of the bill as a whole. */
  readonly hospital: Amount;
  readonly isRefused: boolean;
}
