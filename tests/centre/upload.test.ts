/** What was settled without the centre comes in: once, in any order, and no fen is lost. */

import { describe, expect, test } from 'vitest';
import type { CardSerial, ReviewReason, TerminalId } from '../../src/model/index.ts';
import { parseYuan, ZERO } from '../../src/money.ts';
import { instant } from '../../src/time.ts';
import { CARD, settlementId, signed } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import {
  billOf,
  type COUNTY,
  centreAt,
  headOf,
  MEMBER,
  MEMBER_REGISTRATION,
  modules,
  openAt,
  registeredCentre,
  requestOf,
  SERIAL,
  SETTLED_AT,
  settle,
  statementOf,
  usageOf,
} from './support.ts';
import { handIn, LIMITS, NOTHING, publish, type Upload, uploadOf, usageAfter } from './uploads.ts';

async function publishedCentre(file?: string) {
  const centre = await registeredCentre(file);
  await publish(centre);
  return centre;
}

describe('without a conflict', () => {
  test('a run of the card is posted as it was paid, and the ledger agrees with the card', async () => {
    const centre = await publishedCentre();
    const first = uploadOf(1, 1);
    const second = uploadOf(2, 2, usageAfter(first));
    for (const each of [first, second]) {
      expect(await handIn(centre, each)).toMatchObject({ outcome: 'settled', review: [] });
    }
    const { usage, cardSequence } = await usageOf(centre);
    expect(usage).toMatchObject(usageAfter(second));
    expect(cardSequence).toBe(2);
    expect(await centre.status(settlementId(1))).toMatchObject({
      outcome: 'settled',
      isConfirmed: true,
    });
    expect(await centre.reviews()).toEqual([]);
    // The next one on line goes on from there.
    expect((await settle(centre, 3)).answer).toMatchObject({ outcome: 'settled' });
  });

  test('one id has one answer for ever, over a restart too', async () => {
    const file = temporaryFile('centre.sqlite');
    const centre = await publishedCentre(file);
    const upload = uploadOf(1, 1);
    const answer = await handIn(centre, upload);
    expect(await handIn(centre, { ...upload, journalHead: headOf(99) })).toEqual(answer);
    centre.close();
    const again = openAt(file);
    expect(await handIn(again, upload)).toEqual(answer);
    const { usage } = await usageOf(again);
    expect(usage).toMatchObject(usageAfter(upload));
    const other = { ...upload, offline: { ...upload.offline, cause: 'ledger-behind' as const } };
    expect(await handIn(again, other)).toEqual({ outcome: 'conflict' });
    // Under the same id nothing is settled on line.
    expect(await again.settle(upload.statement.id, upload)).toEqual({ outcome: 'conflict' });
  });

  test('an id that was answered on line is no off-line settlement', async () => {
    const centre = await publishedCentre();
    const { request } = await settle(centre, 1);
    const upload = { ...uploadOf(1, 1), ...request, signed: signed(request.statement) };
    expect(await handIn(centre, upload)).toEqual({ outcome: 'conflict' });
  });

  test('confirming it afterwards moves the head of the journal', async () => {
    const centre = await publishedCentre();
    const upload = uploadOf(1, 1);
    await handIn(centre, upload);
    expect(await centre.confirm(upload.signed, headOf(4))).toEqual({ outcome: 'confirmed' });
    expect(await centre.acknowledgedHead(upload.statement.terminalId)).toEqual(headOf(4));
  });

  test('a terminal that nobody registered gets no answer, and the settlement stays where it is', async () => {
    const centre = await publishedCentre();
    const upload = uploadOf(1, 1);
    const statement = { ...upload.statement, terminalId: 'T-999-77' as TerminalId };
    const strange = { ...upload, statement, signed: signed(statement) };
    await expect(handIn(centre, strange)).rejects.toMatchObject({
      code: 'centre.unknown-terminal',
    });
    expect(await handIn(centre, upload)).toMatchObject({ outcome: 'settled', review: [] });
  });
});

interface Conflict {
  readonly name: string;
  readonly reasons: readonly ReviewReason[];
  /** Arranges the ledger. */
  readonly before?: (centre: Awaited<ReturnType<typeof publishedCentre>>) => Promise<unknown>;
  readonly upload: () => Upload;
  /** In yuan; what the funds paid too much. */
  readonly difference?: string;
}

/** The funds pay (1000 − 300) × 55 % of the first stay, 1000 × 55 % of a later one. */
const FIRST = '385.00';
const LATER = '550.00';

const CONFLICTS: readonly Conflict[] = [
  {
    name: 'the year moved: another card of the member paid the deductible, the patient got too little',
    before: async (centre) => {
      const other = '9990010000000002' as CardSerial;
      const cards = [
        ...MEMBER_REGISTRATION.cards,
        { serial: other, settlementKey: CARD.publicKey },
      ];
      await centre.register({ ...MEMBER_REGISTRATION, cards });
      const request = await requestOf(centre, 9);
      const adjudication = { ...request.adjudication, cardSerial: other };
      const statement = { ...statementOf(settlementId(9), adjudication, 1), cardSerial: other };
      const answer = await centre.settle(statement.id, { ...request, adjudication, statement });
      expect(answer).toMatchObject({ outcome: 'settled' });
    },
    upload: () => uploadOf(1, 1),
    reasons: ['usage-moved', 'amounts-differ'],
    difference: '-165.00',
  },
  {
    name: 'the sequence is another settlement’s: settled on line, the card never saw it',
    before: (centre) => settle(centre, 9),
    upload: () => uploadOf(1, 1),
    reasons: ['card-sequence-taken', 'usage-moved', 'amounts-differ'],
    difference: '-165.00',
  },
  {
    name: 'the bill was settled before: all of it was paid twice',
    before: (centre) => settle(centre, 1),
    upload: () => {
      const { bill } = uploadOf(1, 1);
      return uploadOf(
        2,
        2,
        {
          ...NOTHING,
          deductibleMet: parseYuan('300.00'),
          benefitDrawn: parseYuan(FIRST),
          admissions: 1,
        },
        bill,
      );
    },
    reasons: ['bill-already-settled'],
    difference: LATER,
  },
  {
    name: 'the card was blocked before it settled',
    before: (centre) => centre.recordCardStanding(SERIAL, 'blocked', instant(SETTLED_AT - 1000)),
    upload: () => uploadOf(1, 1),
    reasons: ['card-blocked'],
    difference: '0.00',
  },
  {
    name: 'the card was blocked after it settled',
    before: (centre) => centre.recordCardStanding(SERIAL, 'blocked', instant(SETTLED_AT + 1000)),
    upload: () => uploadOf(1, 1),
    reasons: [],
  },
  {
    name: 'under limits that nobody issued',
    upload: () => {
      const upload = uploadOf(1, 1);
      const limits = { ...upload.offline.limits, version: 7 };
      return { ...upload, offline: { ...upload.offline, limits } };
    },
    reasons: ['limits-exceeded'],
    difference: '0.00',
  },
  {
    name: 'beyond the sum of a card',
    upload: () => uploadOf(1, 1, NOTHING, billOf(1, 10_000)),
    reasons: ['limits-exceeded'],
    difference: '0.00',
  },
  {
    name: 'amounts that the plan does not give',
    upload: () => {
      const upload = uploadOf(1, 1);
      const { byPayer } = upload.adjudication;
      const more = parseYuan('100.00');
      const paid = {
        ...byPayer,
        'pooled-fund': (byPayer['pooled-fund']! + more) as typeof more,
        cash: (byPayer.cash! - more) as typeof more,
      };
      const adjudication = { ...upload.adjudication, byPayer: paid };
      const statement = { ...upload.statement, byPayer: paid };
      return { ...upload, adjudication, statement, signed: signed(statement) };
    },
    reasons: ['amounts-differ'],
    difference: '100.00',
  },
];

describe('conflicts go to review, and what was paid stays paid', () => {
  test.each(CONFLICTS)('$name', async ({ before, upload, reasons, difference }) => {
    const centre = await publishedCentre();
    await before?.(centre);
    const posted = (await usageOf(centre)).usage;
    const made = upload();
    expect(await handIn(centre, made)).toMatchObject({ outcome: 'settled', review: reasons });
    const items = await centre.reviews({ isOpen: true });
    expect(items.map((item) => item.reasons)).toEqual(reasons.length === 0 ? [] : [reasons]);
    if (difference !== undefined) {
      expect(items[0]).toMatchObject({
        id: made.statement.id,
        isPosted: true,
        difference: parseYuan(difference),
        billNumber: made.bill.billNumber,
      });
    }
    // The ledger moved by what was paid, to the fen.
    const { usageBefore, usageAfter: after } = made.adjudication;
    const { usage } = await usageOf(centre);
    expect(usage.benefitDrawn - posted.benefitDrawn).toBe(
      after.benefitDrawn - usageBefore.benefitDrawn,
    );
  });

  test('a member without the year: due is nothing, the settlement stands', async () => {
    const file = temporaryFile('centre.sqlite');
    const centre = openAt(file);
    const years = MEMBER_REGISTRATION.participation.filter(({ year }) => year === 2025);
    await centre.register({ ...MEMBER_REGISTRATION, participation: years });
    const { terminalId, samId } = uploadOf(1, 1).statement;
    await centre.registerTerminal({
      terminalId,
      samId,
      publicKey: uploadOf(1, 1).signed.terminalKey,
    });
    await publish(centre);
    expect(await handIn(centre, uploadOf(1, 1))).toMatchObject({
      outcome: 'settled',
      review: ['not-insured', 'amounts-differ'],
    });
    expect(await centre.reviews()).toMatchObject([
      { paid: parseYuan(FIRST), due: ZERO, difference: parseYuan(FIRST), memberNumber: MEMBER },
    ]);
    expect(await centre.status(settlementId(1))).toMatchObject({ outcome: 'settled' });
  });

  test('a plan that the centre does not have any more', async () => {
    const centre = await publishedCentre();
    const upload = uploadOf(1, 1);
    const plan = { ...upload.adjudication.plan, hash: new Uint8Array(32) };
    const replaced = { ...upload, adjudication: { ...upload.adjudication, plan } };
    expect(await handIn(centre, replaced)).toMatchObject({
      outcome: 'settled',
      review: ['plan-replaced'],
    });
    expect(await centre.reviews()).toMatchObject([{ difference: ZERO }]);
  });

  test('a blocked module', async () => {
    const centre = await publishedCentre();
    modules.standing = 'blocked';
    try {
      expect(await handIn(centre, uploadOf(1, 1))).toMatchObject({ review: ['sam-not-good'] });
    } finally {
      modules.standing = 'good';
    }
  });
});

describe('two terminals with one card', () => {
  test('that reach the centre in the wrong order: the gap is seen, and closed when the other comes', async () => {
    const centre = await publishedCentre();
    const first = uploadOf(1, 1);
    const second = uploadOf(2, 2, usageAfter(first));
    expect(await handIn(centre, second)).toMatchObject({
      outcome: 'settled',
      review: ['card-sequence-gap', 'usage-moved', 'amounts-differ'],
    });
    // What the ledger has never heard of may not be overtaken on line.
    expect(await centre.reviews({ isOpen: true })).toHaveLength(1);
    expect(await handIn(centre, first)).toMatchObject({ outcome: 'settled', review: [] });
    expect(await centre.reviews({ isOpen: true })).toEqual([]);
    expect(await centre.reviews()).toMatchObject([
      { end: { resolution: 'accepted', operator: 'centre', amount: ZERO } },
    ]);
    const { usage, cardSequence } = await usageOf(centre);
    expect(usage).toMatchObject(usageAfter(second));
    expect(cardSequence).toBe(2);
  });

  test('of which one is a copy: both paid, both posted, the second is reviewed', async () => {
    const centre = await publishedCentre();
    const [first, second] = [uploadOf(1, 1), uploadOf(2, 1)];
    await handIn(centre, first);
    expect(await handIn(centre, second)).toMatchObject({
      outcome: 'settled',
      review: ['card-sequence-taken', 'usage-moved', 'amounts-differ'],
    });
    const { usage } = await usageOf(centre);
    const drawn = usageAfter(first).benefitDrawn + usageAfter(second).benefitDrawn;
    expect(usage.benefitDrawn).toBe(drawn);
  });
});

describe('what is not proven is held, and nothing of it is posted', () => {
  const held: readonly (readonly [string, ReviewReason, (upload: Upload) => Upload])[] = [
    [
      'a signature of another statement',
      'signature-invalid',
      (upload) => ({ ...upload, signed: uploadOf(8, 1).signed }),
    ],
    [
      'a flipped bit',
      'signature-invalid',
      (upload) => {
        const card = Uint8Array.from(upload.signed.signatures.card);
        card[40]! ^= 1;
        const signatures = { ...upload.signed.signatures, card };
        return { ...upload, signed: { ...upload.signed, signatures } };
      },
    ],
    [
      'another bill than the one that was signed for',
      'signature-invalid',
      (upload) => ({ ...upload, bill: billOf(1, 999) }),
    ],
    [
      'a year that goes down',
      'signature-invalid',
      (upload) => {
        const { adjudication } = upload;
        const usageAfter = { ...adjudication.usageAfter, benefitDrawn: -1n as typeof ZERO };
        return { ...upload, adjudication: { ...adjudication, usageAfter } };
      },
    ],
  ];

  test.each(held)('%s', async (_, reason, change) => {
    const centre = await publishedCentre();
    const before = await usageOf(centre);
    const answer = await handIn(centre, change(uploadOf(1, 1)));
    expect(answer).toMatchObject({ outcome: 'held' });
    expect('review' in answer && answer.review).toContain(reason);
    expect(await usageOf(centre)).toEqual(before);
    expect(await centre.status(settlementId(1))).toEqual({ outcome: 'not-found' });
    expect(await centre.reviews({ isOpen: true })).toMatchObject([{ isPosted: false }]);
  });

  test('an id that was taken back before it came', async () => {
    const centre = await publishedCentre();
    await centre.reverse(settlementId(1));
    expect(await handIn(centre, uploadOf(1, 1))).toMatchObject({
      outcome: 'held',
      review: ['already-reversed'],
    });
  });
});

test('limits are published once, upwards, for this county', async () => {
  const centre = await registeredCentre();
  await publish(centre);
  await publish(centre);
  const refused = { code: 'centre.limits-refused' };
  await expect(publish(centre, { ...LIMITS, samDailySumMax: ZERO })).rejects.toMatchObject(refused);
  const foreign = { ...LIMITS, version: 2, county: '999002' as typeof COUNTY };
  await expect(publish(centre, foreign)).rejects.toMatchObject(refused);
  await publish(centre, { ...LIMITS, version: 2 });
  const { offlineLimits } = await centre.published();
  expect(offlineLimits).toBeDefined();
});

test('a card of nobody has no standing', async () => {
  const centre = centreAt(temporaryFile('centre.sqlite'));
  const record = centre.recordCardStanding('9990010000000009' as CardSerial, 'blocked', SETTLED_AT);
  await expect(record).rejects.toMatchObject({ code: 'centre.unknown-card' });
  centre.close();
});
