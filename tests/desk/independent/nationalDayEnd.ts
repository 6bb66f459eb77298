/** Cancellations, and what the hospital compares at the end of a day. */

import { expect } from 'vitest';
import { type Visit, yuan } from './nationalAmounts.ts';
import { chinaTime, type Fields, fen, group, type NationalClient, word } from './nationalClient.ts';

/** stmt_rslt. */
export const BALANCED = '000000';
export const MORE_HERE = '000102';
export const AMOUNTS_DIFFER = '000103';
/** refd_setl_flag. */
const SETTLED = '0';
export const REFUNDED = '1';

export function cancellationInput(visit: Visit, settlement: Fields): Fields {
  return {
    data: { setl_id: settlement.setl_id, mdtrt_id: visit.id, psn_no: visit.person.number },
  };
}

export function totalsOf(settlement: Fields) {
  const { medfee_sumamt, fund_pay_sumamt, acct_pay } = settlement;
  return { medfee_sumamt, fund_pay_sumamt, acct_pay, fixmedins_setl_cnt: 1 };
}

export function negative(totals: Fields): Fields {
  return Object.fromEntries(
    Object.entries(totals).map(([name, amount]) => [name, yuan(-fen(amount))]),
  );
}

/** 3201 over today. */
export async function comparison(
  client: NationalClient,
  { person, kind }: Visit,
  office: string,
  totals: Fields,
  flag = SETTLED,
): Promise<unknown> {
  const today = chinaTime().slice(0, 10);
  const output = await client.call(
    '3201',
    {
      data: {
        insutype: person.insuranceType,
        clr_type: kind,
        setl_optins: office,
        stmt_begndate: today,
        stmt_enddate: today,
        ...totals,
        refd_setl_flag: flag,
      },
    },
    person.area,
  );
  const { stmt_rslt: result, stmt_rslt_dscr: description } = group(output, 'stmtinfo');
  expect(word(description)).toMatch(/\S/);
  return result;
}
