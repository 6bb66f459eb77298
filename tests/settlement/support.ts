/** Documents of the repository, and persons that nobody is. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  AdjudicationFields,
  Bill,
  CardSerial,
  CountyCode,
  MemberNumber,
  Usage,
} from '../../src/model/index.ts';
import { parseYuan } from '../../src/money.ts';
import {
  type Catalogue,
  type DecideRequest,
  DocumentError,
  decide,
  type InsuredPerson,
  type Plan,
  parseBill,
  parseCatalogue,
  parsePlan,
} from '../../src/settlement/index.ts';
import { plainDate } from '../../src/time.ts';
import { ROOT } from '../support/sources.ts';

export function text(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function plan(path: string): Plan {
  return parsePlan(text(path), path);
}

/** A document of the repository with some of its text replaced. @throws when the text is not there */
export function changed(
  path: string,
  ...replacements: readonly (readonly [string, string])[]
): string {
  return replacements.reduce((document, [from, to]) => {
    if (!document.includes(from)) throw new Error(`${path} does not hold ${from}`);
    return document.replaceAll(from, to);
  }, text(path));
}

/** The plan of Yinjiang with some of its text replaced. */
export function yinjiangWith(...replacements: readonly (readonly [string, string])[]): Plan {
  return parsePlan(changed('plans/yinjiang-2019.yaml', ...replacements), 'changed.yaml');
}

export function bill(path: string): Bill {
  return parseBill(text(path), path);
}

export const yinjiang = plan('plans/yinjiang-2019.yaml');
export const jimunai = plan('plans/jimunai-2011.yaml');
export const catalogue: Catalogue = parseCatalogue(
  text('catalogues/999101.yaml'),
  'catalogues/999101.yaml',
);

const PAID = [
  { year: 2025, category: 'ordinary', paidOn: plainDate('2024-12-01') },
  { year: 2026, category: 'ordinary', paidOn: plainDate('2025-12-01') },
] as const;

export const personA: InsuredPerson = {
  home: '999001' as CountyCode,
  cardSerial: '9990010000000001' as CardSerial,
  memberNumber: '999001-01-02-03-004-1' as MemberNumber,
  name: '测试甲',
  participation: PAID,
};
export const personB: InsuredPerson = {
  home: '999002' as CountyCode,
  cardSerial: '9990020000000001' as CardSerial,
  memberNumber: '999002-01-01-01-002-1' as MemberNumber,
  name: '测试乙',
  participation: PAID,
};

export function usage(
  drawn: { readonly deductibleMet?: string; readonly benefitDrawn?: string } = {},
): Usage {
  return {
    year: 2026,
    deductibleMet: parseYuan(drawn.deductibleMet ?? '0'),
    benefitDrawn: parseYuan(drawn.benefitDrawn ?? '0'),
    admissions: 0,
  };
}

/** 测试甲 of Yinjiang with the first example bill, changed as asked. */
export function request(changes: Partial<DecideRequest> = {}): DecideRequest {
  return {
    person: personA,
    bill: bill('examples/bills/yinjiang-inpatient.json'),
    plan: yinjiang,
    catalogue,
    usage: usage(),
    settledOn: plainDate('2026-03-31'),
    ...changes,
  };
}

/** The decision of a request that must not be refused. */
export function decided(of: DecideRequest): AdjudicationFields {
  const result = decide(of);
  if (result.outcome === 'refused') {
    throw new Error(result.reasons.map(({ code, path }) => `${code} ${path}`).join(', '));
  }
  return result.adjudication;
}

/** What a document is refused for; fails when it is not. */
export function refusedDocument(parse: () => unknown): DocumentError {
  try {
    parse();
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('the document was accepted');
}

export interface LineDraft {
  readonly item: string;
  readonly price: string;
  readonly quantity: string;
  readonly submitted: string;
  readonly lineId?: string;
  readonly chargedOn?: string;
}

/** A bill of 测试甲 out of the given lines, through the door. */
export function billOf(
  lines: readonly LineDraft[],
  changes: {
    readonly level?: string;
    readonly county?: string;
    readonly isDesignated?: boolean;
    readonly admittedOn?: string;
    readonly dischargedOn?: string;
    readonly kind?: string;
    readonly referralNumber?: string;
    readonly patient?: InsuredPerson;
  } = {},
): Bill {
  const total = lines.reduce((sum, { submitted }) => sum + parseYuan(submitted), 0n);
  const { level = 'county', county = '999101', isDesignated = true, kind = 'inpatient' } = changes;
  const { admittedOn = '2026-03-02', dischargedOn = '2026-03-09', patient = personA } = changes;
  const { referralNumber } = changes;
  const fen = String(total % 100n).padStart(2, '0');
  const document = {
    format: 'onecard-bill/1',
    billNumber: 'T1',
    provider: { code: 'H99910100001', name: '示范就医县人民医院', county, level, isDesignated },
    visit: {
      kind,
      admittedOn,
      dischargedOn,
      diagnoses: ['J18.900'],
      ...(referralNumber && { referralNumber }),
    },
    patient: { name: patient.name, memberNumber: patient.memberNumber },
    lines: lines.map((line, index) => ({
      lineId: line.lineId ?? String(index + 1),
      itemCode: line.item,
      hospitalItemCode: 'H1',
      name: '项目',
      chargedOn: line.chargedOn ?? admittedOn,
      unitPrice: line.price,
      quantity: line.quantity,
      submitted: line.submitted,
    })),
    total: `${total / 100n}.${fen}`,
  };
  return parseBill(JSON.stringify(document), 'test.json');
}
