import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { ROOT } from '../support/sources.ts';
import { type Answer, get, HIS, pair, post, testDesk } from './support.ts';

async function billDocument(billNumber: string) {
  const text = await readFile(join(ROOT, HOMES.yinjiang.bill), 'utf8');
  return { ...JSON.parse(text), billNumber };
}

type Desk = Awaited<ReturnType<typeof testDesk>>['desk'];

/** The visit once it is over, or waits for the clerk. */
async function settledView(desk: Desk, id: string, who: Record<string, string>): Promise<Answer> {
  for (let round = 0; round < 400; round++) {
    const view = await get(desk, `/v1/visits/${id}`, who);
    if (view.json.isOver || view.json.now.state === 'quoted') return view;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the visit did not end');
}

test('a page reads the card, tries the bill, settles it after a yes, and has the receipt', async () => {
  const at = await testDesk();
  const { desk, defects } = at;
  const who = { token: await pair(at), origin: HIS };

  const card = await post(desk, '/v1/cards/read', {}, who);
  expect(card.json).toMatchObject({ outcome: 'verified', holder: { name: '测试甲' } });
  expect(card.json.holder.identityNumber).toMatch(/^999\*{11}\d{3}[\dX]$/);
  expect(card.json.card.serial).toContain('*');
  expect(card.text).not.toContain('address');

  const bill = await billDocument('B-1');
  const trial = await post(desk, '/v1/trials', { bill }, who);
  expect(trial.json.outcome).toBe('adjudicated');
  const paid = Object.values<string>(trial.json.adjudication.byPayer).map(BigInt);
  expect(paid.reduce((sum, each) => sum + each, 0n)).toBe(BigInt(trial.json.adjudication.total));

  const begun = await post(
    desk,
    '/v1/visits',
    { bill },
    { ...who, 'idempotency-key': 'visit-0001' },
  );
  expect(begun.status).toBe(202);
  const { id } = begun.json;
  const quoted = await settledView(desk, id, who);
  expect(quoted.json.now).toMatchObject({ state: 'quoted', interaction: 'confirm' });
  expect(quoted.json.decided.adjudication.byPayer).toEqual(trial.json.adjudication.byPayer);

  const confirmed = await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: true }, who);
  expect(confirmed.status).toBe(200);
  // The clerk presses twice: the second finds the visit beyond it.
  const again = await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: true }, who);
  expect(again.json.code).toBe('desk.visit-state');

  const done = await settledView(desk, id, who);
  expect(done.json.now.state).toBe('done');
  const { settlement } = done.json;
  expect((await get(desk, `/v1/settlements/${settlement}`, who)).json.outcome).toBe('processed');
  const receipt = await get(desk, `/v1/settlements/${settlement}/receipt`, who);
  expect(receipt.json.text).toContain('病人应交现金');

  // The same key is the same visit; another body under it is refused.
  const repeated = await post(
    desk,
    '/v1/visits',
    { bill },
    { ...who, 'idempotency-key': 'visit-0001' },
  );
  expect([repeated.status, repeated.json.id]).toEqual([202, id]);
  const other = await post(
    desk,
    '/v1/visits',
    { bill, consent: 'given' },
    { ...who, 'idempotency-key': 'visit-0001' },
  );
  expect([other.status, other.json.code]).toEqual([409, 'desk.key-conflict']);
  // Another key with the same bill pays nothing twice.
  const second = await post(
    desk,
    '/v1/visits',
    { bill, consent: 'given' },
    { ...who, 'idempotency-key': 'visit-0002' },
  );
  const standing = await settledView(desk, second.json.id, who);
  expect(standing.json.result).toMatchObject({ outcome: 'already-settled', settlement });
  expect(defects).toEqual([]);
});
