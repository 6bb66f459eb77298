/** A tap finishes what the card's earlier visit left open: what became of that one is not this one's. */

import { expect, onTestFinished, test } from 'vitest';
import { OneCardError } from '../../src/errors/index.ts';
import type { SettlementId } from '../../src/model/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { outpatientDesk } from './facades/world.ts';
import { get, HIS, pair, post } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

/** A listening service whose card can be pulled, with an earlier bill whose card was pulled at command 20. */
async function withEarlier() {
  const at = await outpatientDesk();
  const card = await at.world.card('yinjiang');
  await at.desk.close();
  const desk = await at.open({ readers: [virtualReader(card)] });
  onTestFinished(() => desk.close());
  const who = { token: await pair({ desk, prompts: at.prompts }), origin: HIS };
  const begin = async (billNumber: string, consent = 'given') => {
    const body = { bill: await billDocument(billNumber), consent };
    const key = `visit-${billNumber}`;
    return (await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': key })).json.id;
  };
  card.failAt({ kind: 'cut-after', nth: 20 });
  const earlier = await settledView(desk, await begin('A-1'), who, 'quoted');
  card.failAt(undefined);
  expect(earlier.json.now.state).toBe('card-pending');
  return { ...at, desk, card, who, begin, earlier: earlier.json.settlement as string };
}

test('a bill that the clerk gave up is not told as settled because an earlier one was finished', async () => {
  const { desk, who, begin, earlier, open } = await withEarlier();
  const id = await begin('B-1', 'asked');
  expect((await settledView(desk, id, who)).json.now.state).toBe('quoted');
  await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: false }, who);
  const isOver = async () => (await get(desk, `/v1/visits/${id}`, who)).json.isOver;
  await expect.poll(isOver).toBe(true);
  const expectAbandoned = async (at: { readonly port: number }) => {
    const { json } = await get(at, `/v1/visits/${id}`, who);
    expect([json.now.state, json.settlement]).toEqual(['abandoned', undefined]);
  };
  await expectAbandoned(desk);
  // What was finished is told, as what it is.
  expect((await get(desk, `/v1/visits/${id}`, who)).json.result.finished).toEqual([earlier]);
  await desk.close();
  const again = await open();
  onTestFinished(() => again.close());
  await expectAbandoned(again);
});

test('a bill whose visit broke off after an earlier one was finished is told as not settled', async () => {
  const { desk, who, begin, centre, earlier, equipment } = await withEarlier();
  const quote = centre.quote.bind(centre);
  Object.assign(centre, {
    quote: () => Promise.reject(new OneCardError('centre.unreachable', { county: '999001' })),
  });
  const { json } = await settledView(desk, await begin('B-1'), who, 'quoted');
  Object.assign(centre, { quote });
  expect(json.steps.map((step: { state: string }) => step.state)).toContain('done');
  expect(json.failure.code).toBe('centre.unreachable');
  expect([json.now.state, json.settlement]).toEqual(['abandoned', undefined]);
  expect(equipment.journal.settled(earlier as SettlementId)?.bill.billNumber).toBe('A-1');
});
