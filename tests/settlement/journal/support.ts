/** Visits to record: invented persons, real keys, real signatures. */

import { fromHex, uintBytes } from '../../../src/bytes.ts';
import {
  cardMessage,
  type KeyPair,
  settlementHash,
  suiteOf,
  terminalMessage,
  verifySettlement,
} from '../../../src/crypto/index.ts';
import type {
  Adjudication,
  AdjudicationFields,
  Bill,
  BillFields,
  CardSerial,
  Clock,
  CountyCode,
  MemberNumber,
  ProviderCode,
  SamId,
  SettlementId,
  SettlementStatement,
  SignedSettlement,
  TerminalId,
} from '../../../src/model/index.ts';
import { amount, parseQuantity, parseUnitPrice } from '../../../src/money.ts';
import { billHash } from '../../../src/settlement/bill/hash.ts';
import type { IntentParts } from '../../../src/settlement/journal/index.ts';
import { instant, plainDate } from '../../../src/time.ts';

export const TERMINAL = 'T-999-01' as TerminalId;
export const SERIAL = '0102030405060708' as CardSerial;
export const MEMBER = '999101-01-02-03-0004-1' as MemberNumber;
export const SAM = 'A0A1A2A3A4A5A6A7' as SamId;
const HOME = '999101' as CountyCode;
export const PROVIDER = 'H99920100001' as ProviderCode;

export const SUITE = suiteOf(1);

/** Begins 2026-03-09 10:00 in China and moves a second at each look. */
export function tickingClock(): Clock {
  let now = Date.parse('2026-03-09T02:00:00Z');
  return {
    now() {
      now += 1000;
      return instant(now);
    },
  };
}

/** A UUID of version 7 with `number` in its last bytes. */
export function settlementId(number: number): SettlementId {
  return `018e0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}` as SettlementId;
}

/** A stay of two lines whose price carries `number`, so that every bill differs. */
export function billOf(number: number): BillFields {
  const bed = amount(BigInt(number) * 100n);
  const drug = amount(50_00n);
  return {
    billNumber: `B-${number}`,
    provider: {
      code: PROVIDER,
      name: '测试县医院',
      county: '999201' as CountyCode,
      level: 'county',
      isDesignated: true,
    },
    visit: {
      kind: 'inpatient',
      admittedOn: plainDate('2026-03-01'),
      dischargedOn: plainDate('2026-03-08'),
      diagnoses: ['J18.900'],
      ...(number % 2 === 0 ? { referralNumber: `R-${number}` } : {}),
    },
    patient: { name: '测试甲', memberNumber: MEMBER },
    lines: [line('1', '床位费', `${number}`, bed), line('2', '测试药品', '50', drug)],
    total: amount(bed + drug),
  };
}

function line(lineId: string, name: string, price: string, submitted: bigint) {
  return {
    lineId,
    itemCode: `9990${lineId}`,
    hospitalItemCode: `H${lineId}`,
    name,
    chargedOn: plainDate('2026-03-02'),
    unitPrice: parseUnitPrice(price),
    quantity: parseQuantity('1'),
    submitted: amount(submitted),
  };
}

/** The pooled fund pays half, cash the rest; one step with its clause. */
export function adjudicationOf(bill: BillFields): AdjudicationFields {
  const fund = amount(bill.total / 2n);
  const cash = amount(bill.total - fund);
  const usage = { year: 2026, deductibleMet: amount(0n), benefitDrawn: amount(0n), admissions: 0 };
  const zero = amount(0n);
  return {
    home: HOME,
    cardSerial: SERIAL,
    memberNumber: MEMBER,
    plan: { id: 'test-plan', version: '2026', hash: new Uint8Array(32).fill(1) },
    catalogue: { id: 'test-catalogue', version: '2026', hash: new Uint8Array(32).fill(2) },
    billHash: billHash(bill),
    decidedFor: plainDate('2026-03-08'),
    total: bill.total,
    lines: bill.lines.map(({ lineId, itemCode, name, submitted }) => ({
      lineId,
      itemCode,
      name,
      benefitClass: 'A',
      submitted,
      excluded: zero,
      overCeiling: zero,
      selfPaidFirst: zero,
      eligible: submitted,
    })),
    byPayer: { 'pooled-fund': fund, cash },
    byReason: {
      excluded: zero,
      'over-ceiling': zero,
      'self-paid-first': zero,
      deductible: zero,
      'co-payment': cash,
      'above-cap': zero,
      covered: fund,
    },
    steps: [
      {
        rule: 'inpatient.ratio',
        clause: {
          document: 'test',
          text: { zh: '县级医院补偿 50%', en: 'county hospitals 50%' },
          isAssumed: true,
        },
        inputs: { eligible: '150.00 yuan', ratio: '50%' },
        formula: 'eligible × ratio',
        rounding: 'half-up',
        result: fund,
        text: { zh: '补偿一半', en: 'half is paid' },
      },
    ],
    usageBefore: usage,
    usageAfter: { ...usage, benefitDrawn: fund, admissions: 1 },
  };
}

export function statementOf(number: number): SettlementStatement {
  const adjudication = adjudicationOf(billOf(number));
  return {
    id: settlementId(number),
    home: HOME,
    cardSerial: SERIAL,
    sequence: number,
    attempt: 1,
    stateHash: uintBytes(number, 32),
    planId: adjudication.plan.id,
    planVersion: adjudication.plan.version,
    billHash: adjudication.billHash,
    total: adjudication.total,
    byPayer: adjudication.byPayer,
    provider: PROVIDER,
    terminalId: TERMINAL,
    samId: SAM,
    settledAt: instant(Date.parse('2026-03-09T02:00:00Z')),
  };
}

/** What `makeIntent` takes. The brands are cast: how they are earned is other tests' subject. */
export function partsOf(number: number): IntentParts {
  const bill = billOf(number);
  return {
    adjudication: adjudicationOf(bill) as Adjudication,
    bill: bill as Bill,
    holder: { name: '测试甲', memberNumber: MEMBER },
    statement: statementOf(number),
    cardWrite: {
      logRecord: fromHex('5304a1016178'),
      stateBody: fromHex('a10118ff'),
      slot: 'B',
    },
  };
}

export const CARD: KeyPair = SUITE.generateKeyPair();
export const MODULE: KeyPair = SUITE.generateKeyPair();

/** Signed by a real card key and a real module key. */
export function signed(statement: SettlementStatement, module: KeyPair = MODULE): SignedSettlement {
  const hash = settlementHash(SUITE, statement);
  const card = SUITE.sign(CARD.privateKey, cardMessage(statement.cardSerial, 7, hash));
  const verification = verifySettlement(
    {
      statement,
      signatures: {
        atc: 7,
        card,
        terminal: SUITE.sign(module.privateKey, terminalMessage(hash, 7, card)),
      },
      cardKey: CARD.publicKey,
      terminalKey: module.publicKey,
    },
    SUITE,
  );
  if (verification.outcome !== 'valid') throw new TypeError('the fixture does not verify');
  return verification.settlement;
}
