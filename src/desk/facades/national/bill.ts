/** The bill of an outpatient's lines, through the door that every bill passes. */

import type { Bill } from '../../../model/index.ts';
import { add, parseYuan, yuanText, ZERO } from '../../../money.ts';
import { parseBill } from '../../../terminal/deskParts.ts';
import { medTypeOf } from './codes.ts';
import { lastDay } from './feeLines.ts';
import type { Office } from './office.ts';
import type { KeptLine, KeptVisit } from './records.ts';
import { notNow } from './visit.ts';

/** @throws OneCardError `national.visit-state` before 2203; DocumentError `bill.invalid` */
export function outpatientBill(
  visit: KeptVisit,
  lines: readonly KeptLine[],
  billNumber: string,
  { provider }: Office,
): Bill {
  if (visit.diagnoses.length === 0) throw notNow('尚未上传就诊信息 2203');
  const documents = lines.map(({ line }) => line);
  const total = add(ZERO, ...documents.map(({ submitted }) => parseYuan(String(submitted))));
  const care = medTypeOf(visit.medType, 'outpatient')?.care;
  const document = {
    format: 'onecard-bill/1',
    billNumber,
    provider,
    visit: {
      kind: 'outpatient',
      admittedOn: visit.begunOn,
      dischargedOn: lastDay(documents, visit.begunOn),
      diagnoses: visit.diagnoses,
      ...(care === undefined ? {} : { care }),
      ...referralFields(visit),
    },
    patient: { name: visit.name, memberNumber: visit.person },
    lines: documents,
    total: yuanText(total),
  };
  return parseBill(JSON.stringify(document), 'feedetail');
}

/** 转诊备案 2501, while it holds on the day of the visit. */
export function referralFields({ referral, begunOn }: Pick<KeptVisit, 'referral' | 'begunOn'>) {
  const holds =
    referral &&
    referral.from <= begunOn &&
    (referral.until === undefined || begunOn <= referral.until);
  if (!holds) return {};
  return {
    referralNumber: referral.number,
    filing: { kind: 'referral' as const, filedOn: referral.filedOn },
  };
}
