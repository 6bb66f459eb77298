/** 交易: which number is served by what. */

import { admit, cancelAdmission, cancelDischarge, discharge } from './admission.ts';
import { changeAdmission } from './admissionChange.ts';
import { cancelSettlement, cancelStaySettlement } from './cancelSettlement.ts';
import { CATALOGUE_FILES, downloadCatalogue } from './catalogueFile.ts';
import { downloadFile, uploadFile } from './files.ts';
import { uploadStayFees, voidStayFees } from './inpatientFees.ts';
import { preSettleStay, settleStay } from './inpatientSettlement.ts';
import { mapItems, unmapItems } from './mapping.ts';
import type { Download, Transaction } from './office.ts';
import { uploadFees, voidFees } from './outpatientFees.ts';
import { preSettle, settle } from './outpatientSettlement.ts';
import { readPerson } from './person.ts';
import { applyForClearing, reconcileTotals } from './reconciliation.ts';
import { fileReferral } from './referral.ts';
import { cancelRegistration, describeVisit, register } from './registration.ts';
import { reverseMessage } from './reversal.ts';
import { signIn, signOut } from './signIn.ts';
import { reconcileDetail } from './statementFile.ts';

export const TRANSACTIONS: ReadonlyMap<string, Transaction | Download> = new Map<
  string,
  Transaction | Download
>([
  ['1101', readPerson],
  ['2201', register],
  ['2202', cancelRegistration],
  ['2203', describeVisit],
  ['2204', uploadFees],
  ['2205', voidFees],
  ['2206', preSettle],
  ['2207', settle],
  ['2208', cancelSettlement],
  ['2301', uploadStayFees],
  ['2302', voidStayFees],
  ['2303', preSettleStay],
  ['2304', settleStay],
  ['2305', cancelStaySettlement],
  ['2401', admit],
  ['2402', discharge],
  ['2403', changeAdmission],
  ['2404', cancelAdmission],
  ['2405', cancelDischarge],
  ['2501', fileReferral],
  ['2601', reverseMessage],
  ['3201', reconcileTotals],
  ['3202', reconcileDetail],
  ['3203', applyForClearing],
  ['3301', mapItems],
  ['3302', unmapItems],
  ['9001', signIn],
  ['9002', signOut],
  ['9101', uploadFile],
  ['9102', downloadFile],
  ...CATALOGUE_FILES.map((infno) => [infno, downloadCatalogue] as const),
]);
