// Visits to record: an invented bill of two lines, real keys, real signatures, the steps of a settlement.
import {
  cardMessage,
  settlementHash,
  suiteOf,
  terminalMessage,
  verifySettlement,
} from '../../dist/crypto.js';
import { billHash, makeIntent } from '../../dist/settlement.js';

export const TERMINAL = 'T-999-01';
const MEMBER = '999101-01-02-03-0004-1';
const SERIAL = '0102030405060708';
const suite = suiteOf(1);
const card = suite.generateKeyPair();
const module = suite.generateKeyPair();

/** A UUID of version 7 with `number` in its last bytes. */
export function idOf(number) {
  return `018e0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** @param number from 1 @returns what a terminal appends for one settlement, in order */
export function visitOf(number) {
  const intent = makeIntent(partsOf(number));
  const signed = signedOf(intent.statement);
  const { atc, card: cardSignature } = signed.signatures;
  const id = intent.statement.id;
  return [
    intent,
    { kind: 'answered', id, outcome: 'settled', answeredAt: intent.statement.settledAt },
    { kind: 'card-pending', id, slot: 'A', cardSequence: intent.statement.sequence },
    { kind: 'card-committed', id, atc, cardSignature, cardKey: signed.cardKey },
    signed,
  ];
}

function signedOf(statement) {
  const hash = settlementHash(suite, statement);
  const cardSignature = suite.sign(card.privateKey, cardMessage(SERIAL, 7, hash));
  const terminal = suite.sign(module.privateKey, terminalMessage(hash, 7, cardSignature));
  const fields = {
    statement,
    signatures: { atc: 7, card: cardSignature, terminal },
    cardKey: card.publicKey,
    terminalKey: module.publicKey,
  };
  return verifySettlement(fields, suite).settlement;
}

function partsOf(number) {
  const bill = billOf(number);
  const adjudication = adjudicationOf(bill);
  const statement = {
    id: idOf(number),
    home: '999101',
    cardSerial: SERIAL,
    sequence: number,
    attempt: 1,
    stateHash: new Uint8Array(32).fill(3),
    planId: adjudication.plan.id,
    planVersion: adjudication.plan.version,
    billHash: adjudication.billHash,
    total: bill.total,
    byPayer: adjudication.byPayer,
    provider: bill.provider.code,
    terminalId: TERMINAL,
    samId: 'A0A1A2A3A4A5A6A7',
    settledAt: 1_773_021_600_000,
  };
  const cardWrite = { logRecord: new Uint8Array(120), stateBody: new Uint8Array(200), slot: 'B' };
  const holder = { name: '测试甲', memberNumber: MEMBER };
  return { adjudication, bill, holder, statement, cardWrite };
}

function billOf(number) {
  const line = (lineId, name, fen) => ({
    lineId,
    itemCode: `9990${lineId}`,
    hospitalItemCode: `H${lineId}`,
    name,
    chargedOn: '2026-03-02',
    unitPrice: fen * 10_000n,
    quantity: 10_000n,
    submitted: fen,
  });
  const bed = 10_000n + BigInt(number % 1_000);
  return {
    billNumber: `B-${number}`,
    provider: {
      code: 'H99920100001',
      name: '测试县医院',
      county: '999201',
      level: 'county',
      isDesignated: true,
    },
    visit: {
      kind: 'inpatient',
      admittedOn: '2026-03-01',
      dischargedOn: '2026-03-08',
      diagnoses: ['J18.900'],
    },
    patient: { name: '测试甲', memberNumber: MEMBER },
    lines: [line('1', '床位费', bed), line('2', '测试药品', 5_000n)],
    total: bed + 5_000n,
  };
}

function adjudicationOf(bill) {
  const fund = bill.total / 2n;
  const cash = bill.total - fund;
  const usage = { year: 2026, deductibleMet: 0n, benefitDrawn: 0n, admissions: 0 };
  return {
    home: '999101',
    cardSerial: SERIAL,
    memberNumber: MEMBER,
    plan: { id: 'test-plan', version: '2026', hash: new Uint8Array(32).fill(1) },
    catalogue: { id: 'test-catalogue', version: '2026', hash: new Uint8Array(32).fill(2) },
    billHash: billHash(bill),
    decidedFor: '2026-03-08',
    total: bill.total,
    lines: bill.lines.map(({ lineId, itemCode, name, submitted }) => ({
      lineId,
      itemCode,
      name,
      benefitClass: 'A',
      submitted,
      excluded: 0n,
      overCeiling: 0n,
      selfPaidFirst: 0n,
      eligible: submitted,
    })),
    byPayer: { 'pooled-fund': fund, cash },
    byReason: {
      excluded: 0n,
      'over-ceiling': 0n,
      'self-paid-first': 0n,
      deductible: 0n,
      'co-payment': cash,
      'above-cap': 0n,
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
