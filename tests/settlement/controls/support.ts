/** One catalogue, one register and one block of controls that every case starts from. */

import type { Bill, CountyCode, MemberNumber, ProviderCode } from '../../../src/model/index.ts';
import { parseYuan, yuanText } from '../../../src/money.ts';
import {
  type Clause,
  CONTROLS_DOCUMENT,
  type ControlFinding,
  type ControlName,
  type ControlRules,
  type ExaminationRequest,
  type ExaminedPerson,
  examineBill,
  type PastVisit,
  parseBill,
  parseCatalogue,
  parseRegister,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { text } from '../support.ts';

const ITEMS = `
items:
  - { code: X1, name: { zh: 甲类药, en: drug A }, kind: drug, class: A }
  - { code: X2, name: { zh: 丙类药, en: drug C }, kind: drug, class: C }
  - { code: X3, name: { zh: 乙类药, en: drug B }, kind: drug, class: B, selfPayFirst: 20% }
  - code: X4
    name: { zh: 限价药, en: drug with a ceiling }
    kind: drug
    class: A
    ceiling: { village: '8', township: '9', county: '10.5', prefecture: '11', province: '12' }
    price: { all: '11' }
  - code: X5
    name: { zh: 限用药, en: restricted drug }
    kind: drug
    class: B
    selfPayFirst: 10%
    restriction:
      diagnoses: [N40, C61]
      sex: male
      ageMin: 18
      ageMax: 80
      levels: [prefecture, province]
  - code: X6
    name: { zh: 常规药, en: drug with a routine }
    kind: drug
    class: A
    usual: { indications: [J15, J18], dailyQuantity: '4', supplyDays: 7, prescriptionRight: antibiotic-restricted }
  - { code: S1, name: { zh: 胸片, en: chest X-ray }, kind: examination, class: A, usual: { examinationGroup: chest, repeatDays: 7 } }
  - { code: S2, name: { zh: 胸部CT, en: chest CT }, kind: examination, class: A, usual: { examinationGroup: chest, repeatDays: 14 } }
  - { code: S3, name: { zh: 血常规, en: blood count }, kind: examination, class: A, usual: { repeatDays: 1 } }
  - code: S4
    name: { zh: 停用项目, en: item no longer listed }
    class: A
    effective: { from: '2026-01-01', until: '2026-03-03' }
hospitalCodes:
  - { provider: H99910100001, hospitalCode: 院内甲, code: X1 }
`;

const [HEAD] = text('catalogues/999101.yaml').split('\nitems:\n');
export const catalogue = parseCatalogue(`${HEAD}${ITEMS}`, 'controls.yaml');
export const register = parseRegister(text('examples/register/999101.yaml'), 'register.yaml');

export const person: ExaminedPerson = {
  home: '999001' as CountyCode,
  memberNumber: '999001-01-02-03-004-1' as MemberNumber,
  name: '测试甲',
  sex: 1,
  bornOn: plainDate('1966-03-05'),
  category: 'ordinary',
};

export interface Line {
  readonly item: string;
  readonly price?: string;
  readonly quantity?: string;
  readonly on?: string;
  readonly hospitalItemCode?: string;
  readonly doctorCode?: string;
  readonly supplyDays?: number;
  readonly restrictedUse?: 'met' | 'not-met';
}

export interface Visit {
  readonly kind?: 'inpatient' | 'outpatient';
  readonly provider?: string;
  readonly level?: string;
  readonly grade?: string;
  readonly from?: string;
  readonly until?: string;
  readonly diagnoses?: readonly string[];
  readonly referralNumber?: string;
  readonly patient?: { readonly name?: string; readonly memberNumber?: string };
}

/** Price times quantity in whole fen: the figures of the cases leave no fraction. */
function submittedOf(price: string, quantity: string): string {
  return yuanText((parseYuan(price) * BigInt(quantity)) as ReturnType<typeof parseYuan>);
}

export function billOf(lines: readonly Line[], visit: Visit = {}): Bill {
  const { kind = 'inpatient', from = '2026-03-02', until = '2026-03-09' } = visit;
  const rows = lines.map(({ item, price = '10', quantity = '1', on = from, ...rest }, index) => ({
    lineId: String(index + 1),
    itemCode: item,
    hospitalItemCode: 'H1',
    name: `项目${item}`,
    chargedOn: on,
    unitPrice: price,
    quantity,
    submitted: submittedOf(price, quantity),
    ...rest,
  }));
  const total = rows.reduce((sum, { submitted }) => sum + parseYuan(submitted), 0n);
  const document = {
    format: 'onecard-bill/1',
    billNumber: 'T1',
    provider: {
      code: visit.provider ?? 'H99910100001',
      name: '示范就医县人民医院',
      county: '999101',
      level: visit.level ?? 'county',
      ...(visit.grade === undefined ? {} : { grade: visit.grade }),
      isDesignated: true,
    },
    visit: {
      kind,
      admittedOn: from,
      dischargedOn: until,
      diagnoses: visit.diagnoses ?? ['J18.900'],
      ...(visit.referralNumber === undefined ? {} : { referralNumber: visit.referralNumber }),
    },
    patient: { name: person.name, memberNumber: person.memberNumber, ...visit.patient },
    lines: rows,
    total: yuanText(total as ReturnType<typeof parseYuan>),
  };
  return parseBill(JSON.stringify(document), 'test.json');
}

/** A stay that was settled before. */
export function past(changes: Partial<PastVisit> = {}): PastVisit {
  return {
    provider: 'H99910100001' as ProviderCode,
    billNumber: 'P1',
    kind: 'inpatient',
    admittedOn: plainDate('2026-02-20'),
    dischargedOn: plainDate('2026-02-27'),
    diagnoses: ['J18.100'],
    lines: [],
    ...changes,
  };
}

const CLAUSE: Clause = {
  document: '监管办法 / Control measures',
  text: { zh: '监管条款', en: 'clause of the controls' },
  isAssumed: false,
};

/** Rules with the given controls only; verdict and clause are filled in. */
export function rulesOf(controls: Readonly<Partial<Record<ControlName, object>>>): ControlRules {
  const filled = Object.fromEntries(
    Object.entries(controls).map(([name, figures]) => [
      name,
      { verdict: 'refuse', clause: 'control', ...figures },
    ]),
  );
  return { controls: CONTROLS_DOCUMENT.parse(filled), clauseOf: () => CLAUSE, rounding: 'half-up' };
}

/** Every control at once. */
export const ALL: Readonly<Record<ControlName, object>> = {
  identity: {},
  'institution-designation': {},
  'institution-suspended': {},
  'institution-level': {},
  'doctor-on-file': { missingDoctor: 'find' },
  'doctor-suspended': {},
  'prescription-right': {},
  'catalogue-match': {},
  'code-mapping': { unmapped: 'find' },
  'price-ceiling': { takes: 'excess' },
  'listed-price': { takes: 'excess' },
  'restricted-diagnosis': {},
  'restricted-sex': {},
  'restricted-age': {},
  'restricted-level': {},
  'restricted-declared': {},
  'unrelated-to-diagnosis': {},
  'daily-quantity': { takes: 'excess' },
  'supply-days': { takes: 'excess' },
  'repeated-examination': { acrossInstitutions: true },
  'self-paid-share': { limit: { all: '10%' }, counts: 'class-c-and-self-pay-first' },
  'stay-overlap': { outpatientDuringStay: 'find' },
  readmission: { withinDays: 15, sameInstitution: false },
  'length-of-stay': { limit: { all: 5 } },
  'daily-cost': { limit: { all: '5' } },
};

export function examine(
  controls: Readonly<Partial<Record<ControlName, object>>>,
  bill: Bill,
  changes: Partial<ExaminationRequest> = {},
): readonly ControlFinding[] {
  return examineBill({
    bill,
    person,
    history: [],
    catalogue,
    register,
    rules: rulesOf(controls),
    ...changes,
  });
}
