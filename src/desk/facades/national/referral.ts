/** 2501 转院备案: kept for the person's next visits here, whose bills carry it. */

import { longNumber } from './numbers.ts';
import type { Transaction } from './office.ts';
import { personOf } from './person.ts';

export const fileReferral: Transaction = {
  scope: 'settle',
  async run(message, office) {
    const asked = message.input.record('refmedin');
    const [person] = await personOf(message, asked, office);
    const from = asked.day('begndate');
    const until = asked.optionalDay('enddate');
    if (until !== undefined && until < from) throw asked.wrong('enddate', '不早于 begndate');
    asked.text('reflin_medins_no', 12);
    asked.text('refl_type', 6);
    const { desk, provider, records } = office;
    const number = longNumber(provider.county, message.receivedAt, desk.equipment.random);
    const filedOn = asked.day('refl_date');
    records.put('referral', person, { number, filedOn, from, ...(until && { until }) });
    return { result: { trt_dcla_detl_sn: number } };
  },
};
