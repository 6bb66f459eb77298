/** The end of a day over the service, with the hospital's books in each of their three forms. */

import { expect, test } from 'vitest';
import { chinaDate, instant } from '../../src/time.ts';
import { post, testDesk } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

const OPERATOR = '测试收费员';

async function settledDay() {
  const at = await testDesk();
  const token = at.desk.consoleToken;
  let key = 0;
  const step = (path: string, body: object) =>
    post(at.desk, path, body, { token, 'idempotency-key': `day-step-${++key}` });
  const bill = await billDocument('DE-1');
  const begun = await step('/v1/visits', { bill, consent: 'given', operator: OPERATOR });
  const view = await settledView(at.desk, begun.json.id, { token });
  expect(view.json).toMatchObject({ result: { outcome: 'settled' } });
  const date = chinaDate(instant(Date.now()));
  const compare = (body: object) => step(`/v1/days/${date}/comparisons`, body);
  const close = (body: object) => step(`/v1/days/${date}/closing`, { operator: OPERATOR, ...body });
  return { ...at, date, compare, close };
}

const RIGHT = { count: 1, byPayer: { 'pooled-fund': '1378.29', cash: '2090.71' } };
const WRONG = { count: 2, byPayer: { 'pooled-fund': '1378.29', cash: '2090.7' } };

test('sums that differ stand first, and hold the sign-off back until somebody says why', async () => {
  const at = await settledDay();
  const { json } = await at.compare({ sums: WRONG });
  expect(json.sums).toEqual([
    { layer: 'count', his: 2, journal: 1, isSame: false },
    { layer: 'cash', his: '209070', journal: '209071', isSame: false },
    { layer: 'pooled-fund', his: '137829', journal: '137829', isSame: true },
  ]);
  const refused = await at.close({ sums: WRONG });
  expect(refused.json).toMatchObject({ outcome: 'close-refused', reason: 'differences' });
  expect([...at.world.equipment.journal.closedDays()]).toEqual([]);
  const accepted = '院方少记一笔';
  const unseen = await at.close({ sums: WRONG, accepted });
  expect(unseen.json).toMatchObject({ outcome: 'close-refused', reason: 'comparison-changed' });
  expect([...at.world.equipment.journal.closedDays()]).toEqual([]);
  const { digest } = unseen.json.comparison;
  expect(digest).toBe(json.comparison.digest);
  const signed = await at.close({ sums: WRONG, accepted, comparison: digest });
  expect(signed.json.outcome).toBe('closed');
  const [closing] = [...at.world.equipment.journal.closedDays()];
  expect(closing).toMatchObject({ differenceCount: 2, accepted: '院方少记一笔' });
});

test('sums that agree need no reason, and a payer who is not named is not compared', async () => {
  const at = await settledDay();
  const cashAlone = { count: 1, byPayer: { cash: '2090.71' } };
  const { json } = await at.compare({ sums: cashAlone });
  expect(json.sums.map(({ layer }: { layer: string }) => layer)).toEqual(['count', 'cash']);
  expect((await at.close({ sums: RIGHT })).json.outcome).toBe('closed');
  const [closing] = [...at.world.equipment.journal.closedDays()];
  expect(closing!.differenceCount).toBe(0);
  expect(closing!.accepted).toBeUndefined();
});

test('a file as CSV is the same as its document; two kinds of books at once are refused', async () => {
  const at = await settledDay();
  const csv = `日期,机构编码,账单号,类别,总费用,统筹基金,病人现金\n${at.date},H99910100001,DE-1,结算,3469.00,1378.29,2090.71\n`;
  const row = {
    provider: 'H99910100001',
    billNumber: 'DE-1',
    kind: 'settlement',
    total: '3469.00',
    payers: { 'pooled-fund': '1378.29', cash: '2090.71' },
  };
  const his = { format: 'onecard-his-day/1', date: at.date, rows: [row] };
  for (const books of [{ csv }, { his }]) {
    const { json } = await at.compare(books);
    expect(json.comparison.differenceCount).toBe(0);
    expect(json.comparison.pairs.map(({ sides }: { sides: string[] }) => sides)).toContainEqual([
      'his',
      'journal',
    ]);
  }
  expect((await at.compare({ csv, sums: RIGHT })).json.code).toBe('desk.request-invalid');
  // Books without a bill say so of the day that is asked for: beside the journal, and beside the centre.
  const [head] = csv.split('\n');
  const empty = await at.compare({ csv: `${head}\n` });
  expect(empty.status).toBe(200);
  expect(empty.json.comparison.differenceCount).toBe(2);
  const broken = await at.compare({ csv: csv.replace('3469.00', 'x') });
  expect([broken.status, broken.json.code]).toEqual([422, 'hospital.invalid']);
  const negative = await at.compare({ sums: { count: -1, byPayer: {} } });
  expect(negative.status).toBe(422);
});
