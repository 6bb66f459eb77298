/** What was settled without the centre comes in: once, in any order, and no fen is lost. */

import { describe, expect, test } from 'vitest';
import type { CardSerial, ReviewReason, TerminalId } from '../../src/model/index.ts';
import { ZERO } from '../../src/money.ts';
import { settlementId, signed } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { decide, decision } from './reviewers.ts';
import {
  billOf,
  type COUNTY,
  centreAt,
  headOf,
  openAt,
  registeredCentre,
  requestOf,
  SERIAL,
  SETTLED_AT,
  settle,
  usageOf,
} from './support.ts';
import {
  handIn,
  LIMITS,
  publish,
  publishedCentre,
  type Upload,
  uploadOf,
  usageAfter,
} from './uploads.ts';

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
    // The card was asked again: other signatures under the same settlement.
    const anew = { ...upload, signed: signed(upload.statement) };
    expect(anew.signed.signatures).not.toEqual(upload.signed.signatures);
    expect(await handIn(again, anew)).toEqual(answer);
    const other = uploadOf(2, 1);
    const forged = { ...other, statement: { ...other.statement, id: settlementId(1) } };
    expect(await handIn(again, forged)).toEqual({ outcome: 'conflict' });
    // Sent on line after all, it is the same settlement: nothing is posted again.
    expect(await again.settle(upload.statement.id, upload)).toMatchObject({ outcome: 'settled' });
    expect((await usageOf(again)).usage).toEqual(usage);
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

test('a card that was told of a reversal has met the centre: its next one off line is nobody’s question', async () => {
  const centre = await registeredCentre();
  const limits = await publish(centre, { ...LIMITS, card: { ...LIMITS.card, countMax: 1 } });
  const made = (number: number, sequence: number) => {
    const upload = uploadOf(number, sequence);
    return { ...upload, offline: { ...upload.offline, limits } };
  };
  expect(await handIn(centre, made(1, 1))).toMatchObject({ outcome: 'settled', review: [] });
  const settlement = settlementId(1);
  await centre.reverse(settlement);
  const told = { id: settlementId(7), settlement, cardSequence: 2 };
  expect(await centre.catchUp!(told)).toEqual({ outcome: 'allowed' });
  expect(await handIn(centre, made(2, 3))).toMatchObject({ outcome: 'settled', review: [] });
  // One in a row is allowed.
  const next = uploadOf(3, 4, usageAfter(uploadOf(2, 3)));
  const beyond = { ...next, offline: { ...next.offline, limits } };
  expect(await handIn(centre, beyond)).toMatchObject({ review: ['limits-exceeded'] });
});

test('a sequence that was given out and never written is no meeting with the centre', async () => {
  const centre = await registeredCentre();
  const limits = await publish(centre, { ...LIMITS, card: { ...LIMITS.card, countMax: 1 } });
  const made = (upload: Upload) => ({ ...upload, offline: { ...upload.offline, limits } });
  const { id: settlement, request } = await settle(centre, 1);
  await centre.confirm(signed(request.statement), headOf(2));
  await centre.reverse(settlement);
  await centre.catchUp!({ id: settlementId(7), settlement, cardSequence: 2 });
  const first = uploadOf(2, 2);
  expect(await handIn(centre, made(first))).toMatchObject({ review: [] });
  const second = made(uploadOf(3, 3, usageAfter(first)));
  expect(await handIn(centre, second)).toMatchObject({ review: ['limits-exceeded'] });
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
    expect(await centre.status(settlementId(1))).toEqual({ outcome: 'not-found', review: 'open' });
    expect(await centre.reviews({ isOpen: true })).toMatchObject([{ isPosted: false }]);
  });

  test('its id is taken: on line it is a conflict, and the review still ends', async () => {
    const centre = await publishedCentre();
    await handIn(centre, { ...uploadOf(1, 1), signed: uploadOf(8, 1).signed });
    const request = await requestOf(centre, 1, billOf(5));
    expect(await centre.quote(request)).toEqual({ outcome: 'conflict' });
    expect(await centre.settle(settlementId(1), request)).toEqual({ outcome: 'conflict' });
    const { end } = await decide(centre, decision('accepted'));
    expect(end).toBeDefined();
    expect((await usageOf(centre)).usage).toMatchObject(usageAfter(uploadOf(1, 1)));
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

test('a card stands in one way from an instant on: another word is refused, and not swallowed', async () => {
  const centre = await publishedCentre();
  await centre.recordCardStanding(SERIAL, 'good', SETTLED_AT);
  await centre.recordCardStanding(SERIAL, 'good', SETTLED_AT);
  await expect(centre.recordCardStanding(SERIAL, 'blocked', SETTLED_AT)).rejects.toMatchObject({
    code: 'centre.standing-otherwise',
    detail: { standing: 'good' },
  });
  expect(await handIn(centre, uploadOf(1, 1))).toMatchObject({ review: [] });
});

test('a card of nobody has no standing', async () => {
  const centre = centreAt(temporaryFile('centre.sqlite'));
  const record = centre.recordCardStanding('9990010000000009' as CardSerial, 'blocked', SETTLED_AT);
  await expect(record).rejects.toMatchObject({ code: 'centre.unknown-card' });
  centre.close();
});
