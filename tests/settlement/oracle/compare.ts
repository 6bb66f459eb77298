/** The engine and the oracle on the same years: the first difference, told with the bill and both derivations. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bill, CardSerial, MemberNumber, Usage } from '../../../src/model/index.ts';
import {
  lineAmount,
  parseQuantity,
  parseUnitPrice,
  parseYuan,
  yuanText,
} from '../../../src/money.ts';
import {
  type Catalogue,
  type DecideResult,
  decide,
  type InsuredPerson,
  type Plan,
  parseCatalogue,
  parsePlan,
} from '../../../src/settlement/index.ts';
import { addDays, plainDate, yearOf } from '../../../src/time.ts';
import { ROOT } from '../../support/sources.ts';
import { type DrawnVisit, type DrawnYear, drawYear, ITEMS, randomOf } from './draw.ts';
import type { Oracle, PaperAnswer, PaperYear } from './paper.ts';

/** Counties of treatment seen from a home county 9990xx. */
const COUNTIES = {
  'in-prefecture': '999099',
  'in-province': '999101',
  'outside-province': '989101',
} as const;

export interface Compared {
  readonly bills: number;
  readonly refused: number;
  /** Bills that more than one fund paid for. */
  readonly shared: number;
}

/**
 * Compares `bills` bills, drawn from `seed`, under the plan in `plans/`.
 * @throws Error with the seed, the year so far and both derivations at the first difference
 */
export function compareWithOracle(
  name: string,
  oracle: Oracle,
  { years, bills, seed }: { years: readonly number[]; bills: number; seed: number },
): Compared {
  const file = `plans/${name}.yaml`;
  const plan = parsePlan(readFileSync(join(ROOT, file), 'utf8'), file);
  const catalogueIn = catalogues();
  const random = randomOf(seed);
  let [done, refused, shared] = [0, 0, 0];
  while (done < bills) {
    const drawn = drawYear(random, years);
    const paperYear: PaperYear = new Map();
    let usage = emptyYear(drawn);
    for (const [at, visit] of drawn.visits.entries()) {
      if (done === bills) break;
      done += 1;
      const account = drawn.accounts[at]!;
      const expected = oracle(visit, { ...drawn.person, account }, paperYear);
      const result = decideDrawn(plan, catalogueIn, drawn, visit, account, usage);
      assertSame(expected, result, { name, seed, bill: done, drawn, at });
      if (result.outcome === 'refused') {
        refused += 1;
        continue;
      }
      usage = result.adjudication.usageAfter;
      if (Object.values(result.adjudication.byPayer).filter((each) => each! > 0n).length > 2)
        shared += 1;
    }
  }
  return { bills: done, refused, shared };
}

/** The year before its first visit. */
export function emptyYear({ visits }: DrawnYear): Usage {
  return {
    year: yearOf(plainDate(visits[0]!.dischargedOn)),
    deductibleMet: parseYuan('0'),
    benefitDrawn: parseYuan('0'),
    admissions: 0,
    counters: {},
  };
}

/** One catalogue a county, with the same items. */
export function catalogues(): (county: string) => Catalogue {
  const known = new Map<string, Catalogue>();
  return (county) => {
    let catalogue = known.get(county);
    if (!catalogue) {
      const name = { zh: '目录', en: 'catalogue' };
      const items = ITEMS.map((item, at) => ({
        code: `ITEM${at}`,
        name,
        class: item.class,
        kind: item.isDrug && 'drug',
        essential: item.isEssential,
        selfPayFirst: item.share,
        ceiling: item.ceiling === undefined ? undefined : { all: item.ceiling },
      }));
      const document = {
        format: 'onecard-catalogue/1',
        id: county,
        version: '1',
        county: { code: county, name },
        effective: { from: '1990-01-01', until: 'open' },
        source: { document: name, text: name },
        items,
      };
      catalogue = parseCatalogue(JSON.stringify(document), 'catalogue.json');
      known.set(county, catalogue);
    }
    return catalogue;
  };
}

/** The engine's decision on a drawn visit. */
export function decideDrawn(
  plan: Plan,
  catalogueIn: (county: string) => Catalogue,
  { person }: DrawnYear,
  visit: DrawnVisit,
  account: string,
  usage: Usage,
): DecideResult {
  const home = plan.county.code;
  const county = visit.place === 'in-county' ? home : COUNTIES[visit.place];
  const memberNumber = `${home}-01-01-01-001-1` as MemberNumber;
  const paidOn = plainDate('1990-01-01');
  const insured: InsuredPerson = {
    home,
    cardSerial: `${home}0000000001` as CardSerial,
    memberNumber,
    name: '测试甲',
    participation: [{ year: usage.year, category: person.category, paidOn }],
    bornOn: plainDate(person.bornOn),
    attributes: [],
    certificates: person.certificates.map((diseaseCode) => ({
      diseaseCode,
      certificateNumber: 'Z1',
      validFrom: paidOn,
      validUntil: plainDate('2100-12-31'),
    })),
    familyAccount: parseYuan(account),
  };
  return decide({
    person: insured,
    bill: billOf(visit, county, memberNumber),
    plan,
    catalogue: catalogueIn(county),
    usage,
    settledOn: plainDate(visit.dischargedOn),
  });
}

function billOf(visit: DrawnVisit, county: string, memberNumber: MemberNumber): Bill {
  const admittedOn = plainDate(visit.admittedOn);
  const lines = visit.lines.map((line, at) => {
    const unitPrice = parseUnitPrice(line.price);
    const quantity = parseQuantity(line.quantity);
    return {
      lineId: String(at + 1),
      itemCode: `ITEM${visit.items[at]}`,
      hospitalItemCode: 'H1',
      name: '项目',
      chargedOn: admittedOn,
      unitPrice,
      quantity,
      submitted: lineAmount(unitPrice, quantity, 'half-up'),
    };
  });
  const { filing, care, delivery } = visit;
  return {
    billNumber: 'B1',
    provider: {
      code: `H${county}00001`,
      name: '机构',
      county,
      level: visit.level,
      ...(visit.grade && { grade: visit.grade }),
      isDesignated: visit.designated,
    },
    visit: {
      kind: visit.kind,
      admittedOn,
      dischargedOn: plainDate(visit.dischargedOn),
      diagnoses: [visit.diagnosis],
      ...(visit.hasReferralForm && { referralNumber: 'ZZ1' }),
      ...(care && { care }),
      ...(delivery && { delivery }),
      ...(filing && {
        filing: { kind: filing.kind, filedOn: addDays(admittedOn, filing.daysAfter) },
      }),
    },
    patient: { name: '测试甲', memberNumber },
    lines,
    total: lines.reduce((sum, { submitted }) => sum + submitted, 0n),
  } as unknown as Bill;
}

interface Where {
  readonly name: string;
  readonly seed: number;
  readonly bill: number;
  readonly drawn: DrawnYear;
  readonly at: number;
}

function assertSame(expected: PaperAnswer, result: DecideResult, where: Where): void {
  const actual = result.outcome === 'refused' ? null : paidBy(result.adjudication.byPayer);
  const wanted = expected.payers === null ? null : nonZero(expected.payers);
  if (JSON.stringify(actual) === JSON.stringify(wanted)) return;
  const { name, seed, bill, drawn, at } = where;
  const steps =
    result.outcome === 'refused'
      ? result.reasons.map(({ code, path }) => `${code} ${path}`)
      : result.adjudication.steps.map((step) => `${step.rule}: ${step.text.en}`);
  throw new Error(
    [
      `${name}, seed ${seed}, bill ${bill}`,
      `person ${JSON.stringify(drawn.person)}, accounts ${drawn.accounts.join(', ')}`,
      ...drawn.visits.slice(0, at + 1).map((visit) => JSON.stringify(visit)),
      `engine ${JSON.stringify(actual)}`,
      ...steps.map((step) => `  ${step}`),
      `oracle ${JSON.stringify(wanted)}`,
      ...expected.derivation.map((step) => `  ${step}`),
    ].join('\n'),
  );
}

function paidBy(byPayer: Readonly<Partial<Record<string, bigint>>>): Record<string, string> {
  const texts = Object.entries(byPayer).map(([payer, amount]) => [
    payer,
    yuanText(amount as never),
  ]);
  return nonZero(Object.fromEntries(texts));
}

/** Sorted by payer, without those who pay nothing. */
function nonZero(payers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payers)
      .filter(([, amount]) => amount !== '0.00')
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
