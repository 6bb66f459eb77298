/** What does not fit the ledger goes to review with its sum, and what was paid stays paid. */

import { describe, expect, test } from 'vitest';
import { openCentre } from '../../src/centre/index.ts';
import type { CardSerial, ReviewReason } from '../../src/model/index.ts';
import { parseYuan, ZERO } from '../../src/money.ts';
import { instant } from '../../src/time.ts';
import { CARD, settlementId, signed, tickingClock } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import {
  billOf,
  CATALOGUE,
  COUNTY,
  MEMBER,
  MEMBER_REGISTRATION,
  modules,
  openAt,
  PLAN,
  requestOf,
  SERIAL,
  SETTLED_AT,
  settle,
  statementOf,
  usageOf,
} from './support.ts';
import { handIn, NOTHING, publish, publishedCentre, type Upload, uploadOf } from './uploads.ts';

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

  test('a module whose last day passed before the settlement came in was good when it signed', async () => {
    const file = temporaryFile('centre.sqlite');
    (await publishedCentre(file)).close();
    const expiring = (expiredAt: number) =>
      openCentre({
        file,
        clock: tickingClock(),
        county: COUNTY,
        plans: [PLAN],
        catalogues: [CATALOGUE],
        samStanding: (_, now) => (now >= expiredAt ? 'expired' : 'good'),
      });
    const before = expiring(SETTLED_AT);
    expect(await handIn(before, uploadOf(1, 1))).toMatchObject({ review: ['sam-not-good'] });
    before.close();
    const after = expiring(SETTLED_AT + 1);
    const first = uploadOf(1, 1);
    const next = uploadOf(2, 2, first.adjudication.usageAfter);
    expect(await handIn(after, next)).toMatchObject({ review: [] });
    after.close();
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
