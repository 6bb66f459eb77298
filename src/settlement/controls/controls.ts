import type { Control } from './finding.ts';
import { catalogueMatch } from './rules/catalogueMatch.ts';
import { codeMapping } from './rules/codeMapping.ts';
import { dailyCost } from './rules/dailyCost.ts';
import { dailyQuantity } from './rules/dailyQuantity.ts';
import { doctorOnFile } from './rules/doctorOnFile.ts';
import { doctorSuspended } from './rules/doctorSuspended.ts';
import { identity } from './rules/identity.ts';
import { institutionDesignation } from './rules/institutionDesignation.ts';
import { institutionLevel } from './rules/institutionLevel.ts';
import { institutionSuspended } from './rules/institutionSuspended.ts';
import { lengthOfStay } from './rules/lengthOfStay.ts';
import { listedPrice } from './rules/listedPrice.ts';
import { prescriptionRight } from './rules/prescriptionRight.ts';
import { priceCeiling } from './rules/priceCeiling.ts';
import { readmission } from './rules/readmission.ts';
import { repeatedExamination } from './rules/repeatedExamination.ts';
import { restrictedAge } from './rules/restrictedAge.ts';
import { restrictedDeclared } from './rules/restrictedDeclared.ts';
import { restrictedDiagnosis } from './rules/restrictedDiagnosis.ts';
import { restrictedLevel } from './rules/restrictedLevel.ts';
import { restrictedSex } from './rules/restrictedSex.ts';
import { selfPaidShare } from './rules/selfPaidShare.ts';
import { stayOverlap } from './rules/stayOverlap.ts';
import { supplyDays } from './rules/supplyDays.ts';
import { unrelatedToDiagnosis } from './rules/unrelatedToDiagnosis.ts';
import type { ControlName } from './schema.ts';

/** Every control, in the order in which findings are given: whose bill, where, by whom, what, how much. */
export const CONTROLS: { readonly [Name in ControlName]: Control<Name> } = {
  identity,
  'institution-designation': institutionDesignation,
  'institution-suspended': institutionSuspended,
  'institution-level': institutionLevel,
  'doctor-on-file': doctorOnFile,
  'doctor-suspended': doctorSuspended,
  'prescription-right': prescriptionRight,
  'catalogue-match': catalogueMatch,
  'code-mapping': codeMapping,
  'price-ceiling': priceCeiling,
  'listed-price': listedPrice,
  'restricted-diagnosis': restrictedDiagnosis,
  'restricted-sex': restrictedSex,
  'restricted-age': restrictedAge,
  'restricted-level': restrictedLevel,
  'restricted-declared': restrictedDeclared,
  'unrelated-to-diagnosis': unrelatedToDiagnosis,
  'daily-quantity': dailyQuantity,
  'supply-days': supplyDays,
  'repeated-examination': repeatedExamination,
  'self-paid-share': selfPaidShare,
  'stay-overlap': stayOverlap,
  readmission,
  'length-of-stay': lengthOfStay,
  'daily-cost': dailyCost,
};
