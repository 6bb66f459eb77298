/** Visits of an invented member, decided by the shipped plan and catalogue. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uintBytes } from '../../src/bytes.ts';
import { type Centre, openCentre } from '../../src/centre/index.ts';
import type { SamStanding } from '../../src/crypto/index.ts';
import type {
  AdjudicationFields,
  Bill,
  CardSerial,
  CountyCode,
  JournalHead,
  MemberNumber,
  SettlementId,
  SettlementStatement,
  SettleRequest,
  TerminalId,
  Usage,
} from '../../src/model/index.ts';
import { decide, parseBill, parseCatalogue, parsePlan } from '../../src/settlement/index.ts';
import { chinaDate, instant, plainDate } from '../../src/time.ts';
import { CARD, MODULE, SAM, settlementId, tickingClock } from '../settlement/journal/support.ts';
import { ROOT } from '../support/sources.ts';

const shipped = (path: string) => readFileSync(join(ROOT, path), 'utf8');
export const PLAN = parsePlan(shipped('plans/yinjiang-2019.yaml'), 'plans/yinjiang-2019.yaml');
export const OTHER_PLAN = parsePlan(shipped('plans/jimunai-2011.yaml'), 'plans/jimunai-2011.yaml');
export const CATALOGUE = parseCatalogue(
  shipped('catalogues/999101.yaml'),
  'catalogues/999101.yaml',
);

export const COUNTY = '999001' as CountyCode;
export const TERMINAL = 'T-999-01' as TerminalId;
export const SERIAL = '9990010000000001' as CardSerial;
export const MEMBER = '999001-01-02-03-004-1' as MemberNumber;
export const SETTLED_AT = instant(Date.parse('2026-03-09T02:00:00Z'));

export const PARTICIPATION = [2025, 2026].map((year) => ({
  year,
  category: 'ordinary' as const,
  paidOn: plainDate(`${year - 1}-12-20`),
}));

export const MEMBER_REGISTRATION = {
  memberNumber: MEMBER,
  name: '测试甲',
  bornOn: plainDate('1962-05-12'),
  participation: PARTICIPATION,
  cards: [{ serial: SERIAL, settlementKey: CARD.publicKey }],
};

export const TERMINAL_REGISTRATION = {
  terminalId: TERMINAL,
  samId: SAM,
  publicKey: MODULE.publicKey,
};

/** How every module stands at the centres of these tests; a test that changes it sets it back. */
export const modules: { standing: SamStanding } = { standing: 'good' };

export function centreAt(file: string): Centre {
  return openCentre({
    file,
    clock: tickingClock(),
    county: COUNTY,
    plans: [PLAN],
    catalogues: [CATALOGUE],
    samStanding: () => modules.standing,
  });
}

/** A stay of one drug in class A; `yuan` is what it costs. */
export function billOf(number: number, yuan = 1000, dischargedOn = '2026-03-09'): Bill {
  const price = `${yuan}.00`;
  return parseBill(
    JSON.stringify({
      format: 'onecard-bill/1',
      billNumber: `ZY-${number}`,
      provider: {
        code: 'H99910100001',
        name: '示范就医县人民医院',
        county: '999101',
        level: 'county',
        isDesignated: true,
      },
      visit: {
        kind: 'inpatient',
        admittedOn: dischargedOn,
        dischargedOn,
        diagnoses: ['J18.900'],
      },
      patient: { name: '测试甲', memberNumber: MEMBER },
      lines: [
        {
          lineId: '1',
          itemCode: 'X9990004',
          hospitalItemCode: 'H9990004',
          name: '青霉素钠注射剂',
          chargedOn: dischargedOn,
          unitPrice: price,
          quantity: '1',
          submitted: price,
        },
      ],
      total: price,
    }),
    'bill.json',
  );
}

/** What a terminal decides that knows `usage`. */
export function adjudicationOf(bill: Bill, usage: Usage): AdjudicationFields {
  const decision = decide({
    person: {
      home: COUNTY,
      cardSerial: SERIAL,
      memberNumber: MEMBER,
      name: '测试甲',
      participation: PARTICIPATION,
    },
    bill,
    plan: PLAN,
    catalogue: CATALOGUE,
    usage,
    settledOn: chinaDate(SETTLED_AT),
  });
  if (decision.outcome === 'refused') throw new TypeError(decision.reasons[0]!.code);
  return decision.adjudication;
}

export function statementOf(
  id: SettlementId,
  adjudication: AdjudicationFields,
  sequence: number,
): SettlementStatement {
  return {
    id,
    home: adjudication.home,
    cardSerial: adjudication.cardSerial,
    sequence,
    attempt: 1,
    stateHash: uintBytes(sequence, 32),
    planId: adjudication.plan.id,
    planVersion: adjudication.plan.version,
    billHash: adjudication.billHash,
    total: adjudication.total,
    byPayer: adjudication.byPayer,
    provider: 'H99910100001' as SettlementStatement['provider'],
    terminalId: TERMINAL,
    samId: SAM,
    settledAt: SETTLED_AT,
  };
}

export function headOf(sequence: number, mark = 0): JournalHead {
  return { sequence, hash: uintBytes(1000 * mark + sequence, 32) };
}

export async function usageOf(
  centre: Centre,
  year = 2026,
): Promise<{ usage: Usage; cardSequence: number }> {
  const person = await centre.person({
    home: COUNTY,
    cardSerial: SERIAL,
    memberNumber: MEMBER,
    insuranceYear: year,
  });
  if (person.outcome !== 'found') throw new TypeError(person.outcome);
  return person;
}

/** A request as an honest terminal would make it now. */
export async function requestOf(
  centre: Centre,
  number: number,
  bill = billOf(number),
): Promise<SettleRequest> {
  const { usage, cardSequence } = await usageOf(
    centre,
    Number(bill.visit.dischargedOn.slice(0, 4)),
  );
  const adjudication = adjudicationOf(bill, usage);
  const statement = statementOf(settlementId(number), adjudication, cardSequence + 1);
  return { statement, adjudication, bill, journalHead: headOf(2 * number - 1) };
}

export async function settle(centre: Centre, number: number, bill = billOf(number)) {
  const request = await requestOf(centre, number, bill);
  const answer = await centre.settle(request.statement.id, request);
  return { request, answer, id: request.statement.id };
}
