/** A stay over the service: admission, charges, lists, an interim bill, discharge, what is taken back. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { parsePrinter } from '../../src/desk/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import { ROOT } from '../support/sources.ts';
import { get, HIS, pair, post, testDesk } from './support.ts';
import { settledView } from './visiting.ts';

const OPERATOR = '测试收费员';
const example = async (name: string) =>
  JSON.parse(await readFile(join(ROOT, `examples/stays/${name}.json`), 'utf8'));

/** A desk whose card's holder is admitted. */
async function ward(options: Parameters<typeof testDesk>[0] = {}) {
  const at = await testDesk(options);
  const token = at.desk.consoleToken;
  let key = 0;
  const step = (path: string, body: object, more: Record<string, string> = {}) =>
    post(at.desk, `/v1/stays${path}`, body, {
      token,
      'idempotency-key': `stay-step-${++key}`,
      ...more,
    });
  const look = (path: string, more: Record<string, string> = {}) =>
    get(at.desk, `/v1/stays${path}`, { token, ...more });
  const admitted = await step('', { admission: await example('admission'), operator: OPERATOR });
  expect(admitted.json.outcome).toBe('admitted');
  const id: string = admitted.json.stay;
  const charge = async (name: string) =>
    step(`/${id}/charges`, { charges: await example(name), operator: OPERATOR });
  /** Settles the due bill by itself. */
  async function settleAlone() {
    const begun = await step(`/${id}/visits`, { consent: 'given', operator: OPERATOR });
    expect(begun.status).toBe(202);
    const view = await settledView(at.desk, begun.json.id, { token });
    expect(view.json).toMatchObject({ result: { outcome: 'settled' } });
    return view.json.settlement as string;
  }
  /** Settles the due bill as the clerk would, and names it. */
  async function settle() {
    const settlement = await settleAlone();
    const concluded = await post(at.desk, `/v1/stays/${id}/conclusion`, {}, { token });
    return { settlement, concluded };
  }
  return { ...at, token, id, step, look, charge, settle, settleAlone, admitted };
}

test('from admission to discharge: lists, an interim bill, the account', async () => {
  const at = await ward();
  expect(at.admitted.json).toMatchObject({ state: 'in-hospital', paidIn: '100000', bed: '12' });
  expect((await at.charge('day-1')).json).toMatchObject({ outcome: 'charged', charged: '53500' });
  expect((await at.charge('day-2')).json.outcome).toBe('charged');

  const list = await at.look(`/${at.id}/days/2026-03-02`);
  expect(list.json).toMatchObject({ inpatientNumber: 'ZY2026-0107', cumulative: '53500' });
  expect(list.json.text).toContain('一日清单');
  expect((await at.look(`/${at.id}/days/2026-03-02?format=html&paper=A5`)).text).toContain(
    '普通床位费（日） [甲]',
  );

  const interim = { billNumber: 'ZJ-1', until: '2026-03-02', operator: OPERATOR };
  const due = await at.step(`/${at.id}/interim`, interim);
  expect(due.json).toMatchObject({ outcome: 'bill-due', state: 'interim-due' });
  expect(due.json.due).toMatchObject({ format: 'onecard-bill/1', billNumber: 'ZJ-1' });
  const first = await at.settle();
  expect(first.concluded.json).toMatchObject({ outcome: 'nothing-due', state: 'in-hospital' });
  expect(first.concluded.json.bills).toMatchObject([{ isSettled: true }]);

  const discharge = { billNumber: 'CY-1', dischargedOn: '2026-03-09', operator: OPERATOR };
  expect((await at.step(`/${at.id}/discharge`, discharge)).json.outcome).toBe('bill-due');
  const last = await at.settle();
  expect(last.concluded.json).toMatchObject({ outcome: 'nothing-due', state: 'discharged' });
  const { account } = last.concluded.json;
  expect(account.settlements).toEqual([first.settlement, last.settlement]);
  expect(BigInt(account.balance)).toBe(BigInt(account.paidIn) - BigInt(account.cash));
  expect((await at.look('')).json.stays).toEqual([]);
  expect((await at.look(`/${at.id}`)).json.state).toBe('discharged');
});

test('the same step under the same key happens once, and a number says what stands', async () => {
  const at = await ward();
  const charges = { charges: await example('day-1'), operator: OPERATOR };
  const key = { 'idempotency-key': 'one-charge-of-two' };
  const both = await Promise.all([
    at.step(`/${at.id}/charges`, charges, key),
    at.step(`/${at.id}/charges`, charges, key),
  ]);
  expect(both.map(({ json }) => json.charged)).toEqual(['53500', '53500']);
  const [entries] = [at.world.equipment.journal.entriesOf(at.admitted.json.stay)];
  expect(entries.filter(({ kind }) => kind === 'charged')).toHaveLength(1);
  const again = await at.step('', { admission: await example('admission'), operator: OPERATOR });
  expect(again.json).toMatchObject({ outcome: 'admitted', stay: at.id, isRepeated: true });
});

test('"no" is an answer with its reason, and a document’s mistakes are named', async () => {
  const at = await ward();
  const early = { billNumber: 'ZJ-1', until: '2026-03-01', operator: OPERATOR };
  expect((await at.step(`/${at.id}/interim`, early)).json).toEqual({
    outcome: 'bill-refused',
    reason: 'day-before-admission',
  });
  expect((await at.step(`/${at.id}/visits`, { operator: OPERATOR })).json).toEqual({
    outcome: 'nothing-due',
  });
  const charges = { format: 'onecard-charges/1', lines: [] };
  const refused = await at.step(`/${at.id}/charges`, { charges, operator: OPERATOR });
  expect([refused.status, refused.json.code]).toEqual([422, 'charges.invalid']);
  const other = { ...(await example('admission')), inpatientNumber: 'ZY-2' };
  const wrong = { ...other, patient: { ...other.patient, name: '测试乙' } };
  const who = { operator: OPERATOR };
  expect((await at.step('', { admission: wrong, ...who })).json).toEqual({
    outcome: 'patient-differs',
    field: 'name',
  });
  expect((await at.look('/019a0000-0000-7000-8000-000000000001')).status).toBe(404);
  expect((await at.look('/x')).status).toBe(404);
  expect((await at.look(`/${at.id}/days/2026-02-30`)).status).toBe(404);
});

test('a settled discharge is taken back, above the limit by two people', async () => {
  const at = await ward({ secondPersonFrom: 1n as never });
  await at.charge('day-1');
  await at.step(`/${at.id}/discharge`, {
    billNumber: 'CY-1',
    dischargedOn: '2026-03-09',
    operator: OPERATOR,
  });
  const { settlement } = await at.settle();
  const funds = at.world.equipment.journal.settled(settlement as never)!.adjudication.byPayer;
  expect(funds['pooled-fund']).toBeGreaterThan(0n);
  const cancel = { part: 'discharge', reason: '病人未离院', operator: OPERATOR, card: 'here' };
  const alone = await at.step(`/${at.id}/cancellation`, cancel);
  expect(alone.json.code).toBe('desk.second-person-missing');
  const two = await at.step(`/${at.id}/cancellation`, { ...cancel, second: '测试复核员' });
  expect(two.json).toMatchObject({ outcome: 'cancelled', state: 'in-hospital', bills: [] });
  const status = await get(at.desk, `/v1/settlements/${settlement}`, { token: at.token });
  expect(status.json.state).toBe('reversed');
});

test('a discharge whose settlement nobody named yet takes two people too', async () => {
  const at = await ward({ secondPersonFrom: 1n as never });
  await at.charge('day-1');
  const discharge = { billNumber: 'CY-1', dischargedOn: '2026-03-09', operator: OPERATOR };
  await at.step(`/${at.id}/discharge`, discharge);
  const settlement = await at.settleAlone();
  const cancel = { part: 'discharge', reason: '病人未离院', operator: OPERATOR };
  const alone = await at.step(`/${at.id}/cancellation`, cancel);
  expect(alone.json.code).toBe('desk.second-person-missing');
  const status = await get(at.desk, `/v1/settlements/${settlement}`, { token: at.token });
  expect(status.json.state).toBe('done');
});

test('a discharge whose reversal waits for the centre is taken back by the same key', async () => {
  const at = await ward();
  await at.charge('day-1');
  const discharge = { billNumber: 'CY-1', dischargedOn: '2026-03-09', operator: OPERATOR };
  await at.step(`/${at.id}/discharge`, discharge);
  await at.settle();
  const { centre } = at.world.equipment.counties.get(HOMES.yinjiang.county)!;
  const own = centre.reverse.bind(centre);
  const cut = () => Promise.reject(new OneCardError('centre.unreachable', { county: '999001' }));
  Object.assign(centre, { reverse: cut });
  const cancel = { part: 'discharge', reason: '病人未离院', operator: OPERATOR };
  const key = { 'idempotency-key': 'one-cancellation' };
  const first = await at.step(`/${at.id}/cancellation`, cancel, key);
  expect(first.json.outcome).toBe('reversal-open');
  Object.assign(centre, { reverse: own });
  await at.world.terminal.recover();
  const again = await at.step(`/${at.id}/cancellation`, cancel, key);
  expect(again.json).toMatchObject({ outcome: 'cancelled', state: 'in-hospital' });
});

test('the lists of a day of everyone are one print, to a printer too', async () => {
  const sent: Uint8Array[] = [];
  const till = parsePrinter('till=tcp:127.0.0.1:9100,80mm');
  const printer = { ...till, send: async (bytes: Uint8Array) => void sent.push(bytes) };
  const at = await ward({ printers: [printer], complaintPhone: '0999-000000' });
  await at.charge('day-1');
  expect((await at.look('/lists/2026-03-02')).json.stays).toEqual([at.id]);
  const paper = await at.look('/lists/2026-03-02?format=html&paper=A4');
  expect(paper.text.match(/<section class="slip">/g)).toHaveLength(1);
  expect(paper.text).toContain('0999-000000');
  expect((await at.look('/lists/2026-03-01')).json.stays).toEqual([]);
  expect((await at.look('/lists/2026-03-01?format=html')).status).toBe(404);
  const printed = await at.step('/lists/2026-03-02/print', { printer: 'till' });
  expect(printed.json).toEqual({ date: '2026-03-02', count: 1 });
  expect(new TextDecoder('gb18030').decode(sent[0])).toContain('青霉素钠注射剂');
});

test('each step asks for its scope', async () => {
  const at = await ward();
  const printing = { token: await pair(at, ['print']), origin: HIS };
  expect((await at.look('', printing)).status).toBe(403);
  expect((await at.look(`/${at.id}/days/2026-03-02`, printing)).status).toBe(200);
  const settling = { token: await pair(at, ['settle']), origin: HIS };
  expect((await at.look('', settling)).status).toBe(200);
  const cancel = { part: 'admission', reason: '误登记', operator: OPERATOR };
  expect((await at.step(`/${at.id}/cancellation`, cancel, settling)).status).toBe(403);
  expect((await at.step(`/${at.id}/cancellation`, cancel)).json).toMatchObject({
    outcome: 'cancelled',
    state: 'cancelled',
  });
});
