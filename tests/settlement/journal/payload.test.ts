import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCbor, encodeCbor } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  DECLINE_REASONS,
  OFFLINE_CAUSES,
  PAYERS,
  type Payer,
  PROVIDER_LEVELS,
  REASONS,
  type SettlementStatement,
} from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import type { EntryFields, EntryKind } from '../../../src/settlement/journal/entry.ts';
import {
  ANSWER_OUTCOMES,
  VOID_REASONS,
  WITHOUT_CARD_REASONS,
} from '../../../src/settlement/journal/index.ts';
import type { SettledFields } from '../../../src/settlement/journal/kinds/visit.ts';
import {
  decodePayload,
  ENTRY_KINDS,
  encodePayload,
} from '../../../src/settlement/journal/payload/entries.ts';
import { dateOfDays, instant } from '../../../src/time.ts';
import { settlementId } from './support.ts';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const money = fc.bigInt({ min: -SAFE, max: SAFE }).map((fen) => amount(fen));
const paid = fc.bigInt({ min: 1n, max: SAFE }).map((fen) => amount(fen));
const name = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => !text.startsWith('\uFEFF'));
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const count = fc.integer({ min: 0, max: 0xffff_ffff });
const date = fc.integer({ min: -25_000, max: 80_000 }).map((days) => dateOfDays(days));
const code = <T extends string>(pattern: RegExp) =>
  fc.stringMatching(pattern) as unknown as fc.Arbitrary<T>;
const member = code<never>(/^[0-9-]{1,30}$/);
const county = code<never>(/^[0-9]{6}$/);
const chip = code<never>(/^[0-9A-F]{16}$/);
const both = fc.record({ zh: name, en: name });
const year = fc.integer({ min: 1900, max: 2199 });
const uuid = fc.nat(1_000_000).map((number) => settlementId(number));

const bill = fc.record({
  billNumber: name,
  provider: fc.record({
    code: code<never>(/^[0-9A-Z]{12}$/),
    name,
    county,
    level: fc.constantFrom(...PROVIDER_LEVELS),
    isDesignated: fc.boolean(),
  }),
  visit: fc.record(
    {
      kind: fc.constantFrom('inpatient' as const, 'outpatient' as const),
      admittedOn: date,
      dischargedOn: date,
      diagnoses: fc.array(name, { maxLength: 3 }),
      referralNumber: name,
    },
    { requiredKeys: ['kind', 'admittedOn', 'dischargedOn', 'diagnoses'] },
  ),
  patient: fc.record({ name, memberNumber: member }),
  lines: fc.array(
    fc.record({
      lineId: name,
      itemCode: name,
      hospitalItemCode: name,
      name,
      chargedOn: date,
      unitPrice: money as fc.Arbitrary<never>,
      quantity: money as fc.Arbitrary<never>,
      submitted: money,
    }),
    { maxLength: 3 },
  ),
  total: money,
});

const usage = fc.record({ year, deductibleMet: money, benefitDrawn: money, admissions: count });
const document = fc.record({ id: name, version: name, hash });
const adjudication = fc.record({
  home: county,
  cardSerial: chip,
  memberNumber: member,
  plan: document,
  catalogue: document,
  billHash: hash,
  decidedFor: date,
  total: money,
  lines: fc.array(
    fc.record({
      lineId: name,
      itemCode: name,
      name,
      benefitClass: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
      submitted: money,
      excluded: money,
      overCeiling: money,
      selfPaidFirst: money,
      eligible: money,
    }),
    { maxLength: 2 },
  ),
  byPayer: fc.dictionary(fc.constantFrom(...(Object.keys(PAYERS) as Payer[])), money, {
    noNullPrototype: true,
  }),
  byReason: fc.record(
    Object.fromEntries(REASONS.map((reason) => [reason, money])) as Record<
      (typeof REASONS)[number],
      typeof money
    >,
  ),
  steps: fc.array(
    fc.record(
      {
        rule: name,
        lineId: name,
        clause: fc.record({ document: name, text: both, isAssumed: fc.boolean() }),
        inputs: fc.dictionary(
          name.filter((key) => key !== '__proto__'),
          name,
          { maxKeys: 4, noNullPrototype: true },
        ),
        formula: name,
        rounding: name,
        result: money,
        text: both,
      },
      { requiredKeys: ['rule', 'clause', 'inputs', 'formula', 'result', 'text'] },
    ),
    { maxLength: 2 },
  ),
  usageBefore: usage,
  usageAfter: usage,
});

const statement: fc.Arbitrary<SettlementStatement> = fc.record(
  {
    id: uuid,
    home: county,
    cardSerial: chip,
    sequence: fc.integer({ min: 1, max: 0xffff_ffff }),
    attempt: fc.integer({ min: 1, max: 0xffff }),
    stateHash: hash,
    planId: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    planVersion: fc.stringMatching(/^[0-9.]{1,10}$/),
    billHash: hash,
    total: fc.bigInt({ min: 0n, max: SAFE }).map((fen) => amount(fen)),
    byPayer: fc.dictionary(fc.constantFrom(...(Object.keys(PAYERS) as Payer[])), paid, {
      noNullPrototype: true,
    }),
    provider: code<never>(/^[0-9A-Z]{12}$/),
    terminalId: code<never>(/^[0-9A-Z-]{1,16}$/),
    samId: chip,
    settledAt: fc.integer({ min: 0, max: 7_258_118_399 }).map((seconds) => instant(seconds * 1000)),
    reverses: uuid,
  },
  {
    requiredKeys: [
      'id',
      'home',
      'cardSerial',
      'sequence',
      'attempt',
      'stateHash',
      'planId',
      'planVersion',
      'billHash',
      'total',
      'byPayer',
      'provider',
      'terminalId',
      'samId',
      'settledAt',
    ],
  },
);

const holder = fc.record({ name, memberNumber: member });
const some = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max });
const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });

const offline = fc.record({
  decidedAt: fc.integer({ min: 0, max: 7_258_118_399_999 }).map((at) => instant(at)),
  cause: fc.constantFrom(...OFFLINE_CAUSES),
  limits: fc.record({ county, version: count, hash }),
});
const at = fc.integer({ min: 0, max: 7_258_118_399_999 }).map((ms) => instant(ms));
const slot = fc.constantFrom('A' as const, 'B' as const);
const cardSequence = fc.integer({ min: 1, max: 0xffff_ffff });
const head = fc.record({ sequence: fc.integer({ min: 1 }), hash });

const CONTENTS: { readonly [Kind in EntryKind]: fc.Arbitrary<EntryFields[Kind]> } = {
  intent: fc.record(
    {
      adjudication,
      bill,
      holder,
      statement,
      cardWrite: fc.record({ logRecord: some(128), stateBody: some(223), slot }),
      offline,
      reverses: uuid,
      supersedes: uuid,
    },
    { requiredKeys: ['adjudication', 'bill', 'holder', 'statement', 'cardWrite'] },
  ),
  unknown: fc.record({ attempt: count, cause: name }),
  answered: fc.record(
    {
      outcome: fc.constantFrom(...ANSWER_OUTCOMES),
      answeredAt: at,
      review: fc.array(name, { maxLength: 3 }),
    },
    { requiredKeys: ['outcome', 'answeredAt'] },
  ),
  'card-pending': fc.record({ slot, cardSequence }),
  'card-committed': fc.record({ atc: count, cardSignature: signature, cardKey: some(100) }),
  settled: fc.record(
    {
      signed: fc.record({
        statement,
        signatures: fc.record({ atc: count, card: signature, terminal: signature }),
        cardKey: some(100),
        terminalKey: some(100),
      }),
      adjudication,
      bill,
      holder,
      offline,
    },
    { requiredKeys: ['signed', 'adjudication', 'bill', 'holder'] },
  ),
  declined: fc.record({ reasons: fc.subarray([...DECLINE_REASONS]) }),
  voided: fc.record({ reason: fc.constantFrom(...VOID_REASONS) }),
  'without-card': fc.record({
    reason: fc.constantFrom(...WITHOUT_CARD_REASONS),
    review: fc.constant(true as const),
  }),
  reversing: fc.record(
    { reason: name, operator: name, second: name },
    { requiredKeys: ['reason'] },
  ),
  reversed: fc.record({ reversedAt: at, cardCaughtUp: fc.boolean() }),
  'card-caught-up': fc.record({ cardSequence }),
  reprinted: fc.record({ copyNumber: cardSequence, operator: name }),
  refunding: fc.record({ replacement: uuid, reason: name, operator: name }),
  refunded: fc.record({ replacement: uuid }),
  admitted: fc.record({
    home: county,
    cardSerial: chip,
    memberNumber: member,
    provider: code<never>(/^[0-9A-Z]{12}$/),
    admittedOn: date,
    diagnoses: fc.array(name, { maxLength: 3 }),
    deposit: money,
  }),
  charged: fc.record({ day: date, lines: fc.constant([]), total: money }),
  interim: fc.record({ settlement: uuid, through: date }),
  discharged: fc.record(
    { dischargedOn: date, settlement: uuid },
    { requiredKeys: ['dischargedOn'] },
  ),
  'stay-cancelled': fc.record({ reason: name, operator: name }),
  'day-closed': fc.record({
    date,
    settlementCount: count,
    total: money,
    comparison: hash,
    operator: name,
  }),
  checkpoint: fc.record(
    { head, samId: chip, publicKey: some(100), signature },
    { requiredKeys: ['head', 'publicKey', 'signature'] },
  ),
  'carried-over': fc.record({
    terminalId: code<never>(/^[0-9A-Z-]{1,16}$/),
    year,
    predecessor: fc.string({ maxLength: 40 }),
    head,
    carriedCount: count,
  }),
};
const KINDS = Object.keys(CONTENTS) as EntryKind[];

test.each(KINDS)('%s comes back as it went in, and in one form only', (kind) => {
  fc.assert(
    fc.property(CONTENTS[kind] as fc.Arbitrary<EntryFields[EntryKind]>, (contents) => {
      const bytes = encodePayload(kind, contents);
      expect(decodePayload(kind, bytes)).toEqual(contents);
      expect(encodePayload(kind, decodePayload(kind, bytes))).toEqual(bytes);
    }),
    { numRuns: 60 },
  );
});

test('a payload with one byte changed is refused, or is another payload in its one form', () => {
  const sample = fc.sample(CONTENTS.settled, { numRuns: 1, seed: 7 })[0] as SettledFields;
  const bytes = encodePayload('settled', sample);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= mask;
      try {
        expect(encodePayload('settled', decodePayload('settled', changed))).toEqual(changed);
      } catch (error) {
        expect(error).toMatchObject({ code: 'journal.payload-undecodable' });
      }
    }),
    { numRuns: 400 },
  );
});

interface Misfit {
  readonly name: string;
  readonly change: (fields: Map<string, unknown>) => void;
  readonly path: string;
}

const MISFITS: readonly Misfit[] = [
  { name: 'a field that is missing', change: (map) => map.delete('reason'), path: 'voided.reason' },
  { name: 'a field that nobody knows', change: (map) => map.set('note', 'x'), path: 'voided' },
  {
    name: 'a number for a field',
    change: (map) => {
      map.delete('reason');
      map.set(1 as never, 'reversed');
    },
    path: 'voided.reason',
  },
  {
    name: 'a reason that is none',
    change: (map) => map.set('reason', 'because'),
    path: 'voided.reason',
  },
  { name: 'another type', change: (map) => map.set('reason', 1), path: 'voided.reason' },
  { name: 'a later version', change: (map) => map.set('version', 2), path: 'voided.version' },
];

test.each(MISFITS)('refused by its path: $name', ({ change, path }) => {
  const fields = new Map<string, unknown>([
    ['version', 1],
    ['reason', 'reversed'],
  ]);
  change(fields);
  const bytes = encodeCbor(fields as never);
  expect(() => decodePayload('voided', bytes)).toThrowError(
    expect.objectContaining({
      code: 'journal.payload-undecodable',
      detail: expect.objectContaining({ path }),
    }),
  );
});

test.each([new Uint8Array(0), Uint8Array.of(0x80), Uint8Array.of(0xa0, 0x00), Uint8Array.of(0xf6)])(
  'bytes that are no map are refused: %s',
  (bytes) => {
    expect(() => decodePayload('intent', bytes)).toThrow(OneCardError);
  },
);

test('what could not be read back is not written', () => {
  const [sample] = fc.sample(CONTENTS.intent, { numRuns: 1, seed: 3 });
  const wrong = (change: object) => () =>
    encodePayload('intent', { ...sample!, ...change } as never);
  expect(wrong({ extra: 1 })).toThrow('"intent" expected no unknown field');
  expect(wrong({ holder: undefined })).toThrow('"intent.holder" expected a value');
  expect(wrong({ bill: { ...sample!.bill, total: SAFE + 1n } })).toThrow(
    '"intent.bill.total" expected a bigint within',
  );
  expect(wrong({ bill: { ...sample!.bill, total: 5 } })).toThrow('"intent.bill.total"');
  expect(
    wrong({
      bill: { ...sample!.bill, visit: { ...sample!.bill.visit, admittedOn: '2026-02-30' } },
    }),
  ).toThrow('"intent.bill.visit.admittedOn" expected a real day');
  const { cardWrite } = sample!;
  expect(wrong({ cardWrite: { ...cardWrite, stateBody: new Uint8Array(256) } })).toThrow(TypeError);
});

test('errors name paths, never contents', () => {
  const [sample] = fc.sample(CONTENTS.intent, { numRuns: 1, seed: 3 });
  const secret = '测试甲的秘密';
  try {
    encodePayload('intent', {
      ...sample!,
      holder: { name: secret, memberNumber: secret },
    } as never);
    expect.unreachable();
  } catch (error) {
    expect(String(error)).toContain('intent.holder.memberNumber');
    expect(String(error)).not.toContain(secret);
  }
});

test('no payload takes a name of the chain', () => {
  expect(KINDS.toSorted()).toEqual(ENTRY_KINDS.toSorted());
  for (const kind of KINDS) {
    const samples = fc.sample(CONTENTS[kind] as fc.Arbitrary<object>, { numRuns: 5, seed: 2 });
    for (const name of ['sequence', 'at', 'kind', 'id', 'previousHash', 'hash']) {
      expect(samples.some((sample) => name in sample)).toBe(false);
    }
  }
});

test('payload keys are text, so that a file explains itself', () => {
  const [sample] = fc.sample(CONTENTS.declined, { numRuns: 1, seed: 1 });
  const map = decodeCbor(encodePayload('declined', sample!)) as ReadonlyMap<unknown, unknown>;
  expect([...map.keys()]).toEqual(['reasons', 'version']);
});
