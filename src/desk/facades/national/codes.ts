/** 字典: codes of the interface, and what they are here (docs/desk-national.md). */

import type { BillFields, Payer, SpecialCare } from '../../../model/index.ts';
import type { CatalogueItem, Disposition } from '../../../terminal/deskParts.ts';

/** insutype: 新型农村合作医疗. */
export const INSUTYPE = '380';

/** mdtrt_cert_type */
export const CERTIFICATES = { identityCard: '02', card: '03' } as const;

interface MedType {
  readonly kind: BillFields['visit']['kind'];
  readonly care?: SpecialCare;
}

/** med_type */
const MED_TYPES: Readonly<Record<string, MedType>> = {
  '11': { kind: 'outpatient' },
  '12': { kind: 'outpatient' },
  '13': { kind: 'outpatient', care: 'emergency' },
  '14': { kind: 'outpatient', care: 'chronic' },
  '19': { kind: 'outpatient', care: 'accident' },
  '21': { kind: 'inpatient' },
  '23': { kind: 'inpatient' },
  '24': { kind: 'inpatient', care: 'emergency' },
  '51': { kind: 'outpatient', care: 'childbirth' },
  '52': { kind: 'inpatient', care: 'childbirth' },
  '53': { kind: 'outpatient', care: 'family-planning' },
};

export function medTypeOf(code: string, kind: MedType['kind']): MedType | undefined {
  const known = Object.hasOwn(MED_TYPES, code) ? MED_TYPES[code] : undefined;
  return known?.kind === kind ? known : undefined;
}

/** clr_type */
export const CLEARING_TYPES = { outpatient: '11', inpatient: '21' } as const;

/** chrgitm_lv */
export const CHARGE_LEVELS = { A: '01', B: '02', C: '03' } as const;

/** med_chrgitm_type; 14 其他费 where the catalogue does not say. */
export function chargeTypeOf({ kind, isTcm }: Pick<CatalogueItem, 'kind' | 'isTcm'>): string {
  switch (kind) {
    case 'bed':
      return '01';
    case 'examination':
      return '03';
    case 'service':
      return '05';
    case 'material':
      return '08';
    case 'drug':
      return isTcm ? '11' : '09';
    case 'preparation':
      return isTcm ? '11' : '09';
    case 'herb':
      return '10';
    default:
      return '14';
  }
}

/** fund_pay_type: 基金支付类型; cash is none. */
export const FUND_TYPES: Readonly<Record<Exclude<Payer, 'cash'>, string>> = {
  'pooled-fund': '380100',
  'family-account': '310200',
  'add-on': '999997',
  floor: '999997',
  'major-illness': '390200',
  'second-compensation': '999997',
  'commercial-supplement': '390300',
  'civil-aid': '610100',
  'targeted-aid': '610103',
  'government-backstop': '640100',
  hospital: '999996',
};

/** dscg_way */
const DISCHARGE_WAYS: Readonly<Record<string, Disposition>> = {
  '1': 'home',
  '2': 'referred',
  '3': 'referred',
  '4': 'other',
  '5': 'died',
  '9': 'other',
};

export function dispositionOf(code: string): Disposition | undefined {
  return Object.hasOwn(DISCHARGE_WAYS, code) ? DISCHARGE_WAYS[code] : undefined;
}
