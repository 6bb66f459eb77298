/**
 * The people and places of the demo. All of them are invented: area codes begin with 999, which no
 * county has, and names are 测试甲 and 测试乙; the check digits are valid (GB 11643-1999).
 */

import type {
  CardHolder,
  CardSerial,
  CountyCode,
  IdentityNumber,
  MemberNumber,
  TerminalId,
} from '../../../src/model/index.ts';
import { plainDate } from '../../../src/time.ts';

export interface Home {
  readonly county: CountyCode;
  readonly plan: string;
  readonly bill: string;
  readonly serial: CardSerial;
  readonly memberNumber: MemberNumber;
  readonly holder: CardHolder;
}

export const HOMES = {
  yinjiang: {
    county: '999001' as CountyCode,
    plan: 'plans/yinjiang-2019.yaml',
    bill: 'examples/bills/yinjiang-inpatient.json',
    serial: '9990010000000001' as CardSerial,
    memberNumber: '999001-01-02-03-004-1' as MemberNumber,
    holder: {
      name: '测试甲',
      sex: 1,
      bornOn: plainDate('1962-05-12'),
      identityNumber: '999001196205120016' as IdentityNumber,
      address: '示范乡第二村第三组',
    },
  },
  jimunai: {
    county: '999002' as CountyCode,
    plan: 'plans/jimunai-2011.yaml',
    bill: 'examples/bills/jimunai-inpatient.json',
    serial: '9990020000000001' as CardSerial,
    memberNumber: '999002-01-01-01-002-1' as MemberNumber,
    holder: {
      name: '测试乙',
      sex: 2,
      bornOn: plainDate('1985-09-23'),
      identityNumber: '999002198509230025' as IdentityNumber,
      address: '示范镇第一村第一组',
    },
  },
} as const satisfies Record<string, Home>;

export type HomeName = keyof typeof HOMES;
export const HOME_NAMES = Object.keys(HOMES) as HomeName[];

/** The county of treatment, which issues the terminal's security module, and its catalogue. */
export const TREATING_COUNTY = '999101' as CountyCode;
export const TREATING_CATALOGUE = 'catalogues/999101.yaml';
/** Whose key signs the certificates of both home counties. */
export const PROVINCE = '999000';

/** The one terminal of the demo, in the hospital of the third county. */
export const TERMINAL_ID = 'H999101-T01' as TerminalId;
