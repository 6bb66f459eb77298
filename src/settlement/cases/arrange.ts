/** A case as a bill, a catalogue and a person, through the doors that everything else passes. */

import type {
  CardSerial,
  CountyCode,
  MemberNumber,
  ProviderLevel,
  Usage,
} from '../../model/index.ts';
import { type Amount, parseYuan, yuanText } from '../../money.ts';
import { plainDate, yearOf } from '../../time.ts';
import type { DecideRequest, InsuredPerson } from '../adjudicate/decide.ts';
import type { BillEffects } from '../adjudicate/effects.ts';
import { parseBill } from '../bill/parse.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { parseCatalogue } from '../catalogue/parse.ts';
import { decisionDate, type Plan } from '../plan/plan.ts';
import type { CaseDocument, CasesDocument } from './schema.ts';

const PATIENT = '测试甲';
const DAY = '2000-01-10';
/** A grown-up on every day that a plan can speak of. */
const BORN_ON = '1980-06-15';
/** A day before any plan, so that certificates and catalogue are in force. */
const LONG_AGO = '1990-01-01';
const LONG_AFTER = '2150-12-31';

type Given = NonNullable<CasesDocument['given']>;

/** What `decide` is asked for a case. */
export function arrange(plan: Plan, given: Given, one: CaseDocument): DecideRequest {
  const visit = { ...given.visit, ...one.visit };
  const admittedOn = visit.admittedOn ?? DAY;
  const dischargedOn = visit.dischargedOn ?? admittedOn;
  const settledOn = plainDate(visit.settledOn ?? dischargedOn);
  const county = visit.county ?? plan.county.code;
  const memberNumber = `${plan.county.code}-01-01-01-001-1`;
  const total = one.lines.reduce((sum, { amount }) => sum + parseYuan(amount), 0n) as Amount;
  const bill = parseBill(
    JSON.stringify({
      format: 'onecard-bill/1',
      billNumber: 'CASE-1',
      provider: {
        code: `H${county}00001`,
        name: '演示机构',
        county,
        level: visit.level ?? ('county' satisfies ProviderLevel),
        grade: visit.grade,
        isDesignated: visit.designated ?? true,
      },
      visit: {
        kind: visit.kind ?? 'inpatient',
        admittedOn,
        dischargedOn,
        diagnoses: visit.diagnoses ?? ['J18.900'],
        care: visit.care,
        referralNumber: visit.referralNumber,
        filing: visit.filing,
        procedures: visit.procedures,
        delivery: visit.delivery,
      },
      patient: { name: PATIENT, memberNumber },
      lines: one.lines.map(({ amount, before, chargedOn }, at) => ({
        lineId: String(at + 1),
        itemCode: `ITEM${at + 1}`,
        hospitalItemCode: `H${at + 1}`,
        name: `项目${at + 1}`,
        chargedOn: chargedOn ?? admittedOn,
        unitPrice: amount,
        quantity: '1',
        isPreAdmission: before,
        submitted: amount,
      })),
      total: yuanText(total),
    }),
    'case.json',
  );
  const year = yearOf(decisionDate(plan, bill, settledOn));
  return {
    person: personOf(plan, { ...given.person, ...one.person }, year, memberNumber),
    bill,
    plan,
    catalogue: catalogueOf(county, one),
    usage: usageOf(one, year),
    settledOn,
    effects: effectsOf(one),
  };
}

function personOf(
  plan: Plan,
  person: NonNullable<Given['person']>,
  year: number,
  memberNumber: string,
): InsuredPerson {
  const { category = 'ordinary', bornOn = BORN_ON, attributes = [], certificates = [] } = person;
  return {
    home: plan.county.code as CountyCode,
    cardSerial: `${plan.county.code}0000000001` as CardSerial,
    memberNumber: memberNumber as MemberNumber,
    name: PATIENT,
    participation: [{ year, category, paidOn: plainDate(LONG_AGO) }],
    bornOn: plainDate(bornOn),
    attributes,
    certificates: certificates.map((diseaseCode, at) => ({
      diseaseCode,
      certificateNumber: `Z${at + 1}`,
      validFrom: plainDate(LONG_AGO),
      validUntil: plainDate(LONG_AFTER),
    })),
    familyAccount: parseYuan(person.account ?? '0'),
  };
}

function catalogueOf(county: string, { lines }: CaseDocument): Catalogue {
  const name = { zh: '算例目录', en: 'catalogue of the case' };
  const document = {
    format: 'onecard-catalogue/1',
    id: county,
    version: 'case',
    county: { code: county, name },
    effective: { from: LONG_AGO, until: 'open' },
    source: { document: name, text: name },
    items: lines.map((line, at) => ({
      code: `ITEM${at + 1}`,
      name: { zh: `项目${at + 1}`, en: `item ${at + 1}` },
      kind: line.kind,
      class: line.class,
      selfPayFirst: line.selfPayFirst,
      ceiling: line.ceiling === undefined ? undefined : { all: line.ceiling },
      essential: line.essential,
      tcm: line.tcm,
    })),
  };
  return parseCatalogue(JSON.stringify(document), 'case.json');
}

/** What the controls found, as the case says it. */
function effectsOf({ lines }: CaseDocument): BillEffects {
  const found = lines.flatMap(({ refused = '0', hospital = '0' }, at) => {
    const effect = { refused: parseYuan(refused), hospital: parseYuan(hospital) };
    return effect.refused === 0n && effect.hospital === 0n
      ? []
      : [[String(at + 1), effect] as const];
  });
  return { lines: new Map(found), hospital: parseYuan('0'), isRefused: false };
}

function usageOf({ year: before = {} }: CaseDocument, year: number): Usage {
  return {
    year,
    deductibleMet: parseYuan(before.deductible ?? '0'),
    benefitDrawn: parseYuan(before.benefit ?? '0'),
    admissions: before.admissions ?? 0,
    counters: countersOf(before.counters),
  };
}

export function countersOf(
  counters: Readonly<Record<string, string>> = {},
): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    Object.entries(counters).map(([name, amount]) => [name, parseYuan(amount)]),
  );
}
