/** A bill that is undecided, and another card in the reader, a broken one, or none: it stays undecided, and is told so. */

import { readFile, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { FILES } from '../../src/card/index.ts';
import { cardDriverFacade } from '../../src/desk/facades/cardDriver/index.ts';
import { ncmsFacade } from '../../src/desk/facades/ncms/index.ts';
import { encodeBill } from '../../src/settlement/index.ts';
import { chinaDate } from '../../src/time.ts';
import { encodeContents, parseContents } from '../../src/virtual/contentsFile.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { md5, PASSWORD, registered, signedOn, USER } from './facades/ncms/support.ts';
import { outpatientDesk, outpatientDocument, PROVIDER } from './facades/world.ts';
import { get, post } from './support.ts';
import { settledView } from './visiting.ts';

async function desks() {
  const modules = [
    cardDriverFacade(),
    ncmsFacade({ provider: PROVIDER, users: { [USER]: md5(PASSWORD) } }),
  ];
  const at = await outpatientDesk({ modules });
  const card = await at.world.card('yinjiang');
  const other = await at.world.card('jimunai');
  await at.desk.close();
  const slot = virtualReader(card);
  const desk = await at.open({ readers: [slot] });
  onTestFinished(() => desk.close());
  const scopes = ['read', 'identity', 'settle', 'reverse'];
  const made = await post(
    desk,
    '/v1/grants',
    { name: 'HIS', scopes },
    { token: desk.consoleToken },
  );
  const { token } = made.json;
  /** With the card pulled before its state is written. */
  async function pulled<T>(work: () => Promise<T>): Promise<T> {
    card.failAt({ kind: 'cut-after', nth: 20 });
    try {
      return await work();
    } finally {
      card.failAt(undefined);
    }
  }
  const today = chinaDate(at.equipment.clock.now());
  return { ...at, desk, token, slot, card, other, pulled, today };
}

test('a visit with another card says what became of the bill', async () => {
  const at = await desks();
  const { desk, token, slot, card, other } = at;
  const bill = outpatientDocument(at.today, 'SW-1', ['20.01', '40.02']);
  const settle = async (key: string, more: object = {}) => {
    const body = { bill, consent: 'given', ...more };
    const begun = await post(desk, '/v1/visits', body, { token, 'idempotency-key': key });
    return settledView(desk, begun.json.id, { token }, 'quoted');
  };
  const first = await at.pulled(() => settle('visit-0001'));
  expect(first.json.now.state).toBe('card-pending');
  const { settlement } = first.json;
  slot.insert(other);
  const second = await settle('visit-0002');
  expect(second.json.result.outcome).toBe('refused');
  expect(second.json).toMatchObject({ settlement, now: { state: 'card-pending' } });
  slot.remove();
  const third = await settle('visit-0003', { waitMs: 0 });
  expect(third.json.failure.code).toBe('reader.no-card');
  expect(third.json).toMatchObject({ settlement, now: { state: 'card-pending' } });

  await desk.close();
  const again = await at.open({ readers: [slot] });
  onTestFinished(() => again.close());
  const view = async (id: string) => (await get(again, `/v1/visits/${id}`, { token })).json;
  expect(await view(second.json.id)).toMatchObject({ settlement, now: { state: 'card-pending' } });
  slot.insert(card);
  const last = await post(
    again,
    '/v1/visits',
    { bill, consent: 'given' },
    { token, 'idempotency-key': 'visit-0004' },
  );
  await settledView(again, last.json.id, { token }, 'quoted');
  for (const { json } of [first, second, third]) {
    expect(await view(json.id)).toMatchObject({ settlement, now: { state: 'done' } });
  }
});

test('iDoDebit with another card is undecided, not refused', async () => {
  const at = await desks();
  const { desk, token, slot, other, card } = at;
  const pBill = outpatientDocument(at.today, 'SW-2', ['20.01', '40.02']);
  const pay = async (pPayInfo = '0.00|20.01|20261122090000|') =>
    (await post(desk, `/token/${token}/card-driver/iDoDebit`, { pPayInfo, pBill })).json;
  expect((await at.pulled(pay)).return).toBe(-1013);
  slot.insert(other);
  expect((await pay()).return).toBe(-1012);
  slot.remove();
  expect((await pay()).return).toBe(-1012);
  slot.insert(card);
  // Finished by this tap, and not what this call asks for.
  expect((await pay('0.00|19.00|20261122090000|')).return).toBe(-42);
  expect((await pay()).return).toBe(0);
}, 30_000);

test('S25 with another card is undecided, not refused', async () => {
  const at = await desks();
  const { desk, token, slot, other, card } = at;
  const program = await signedOn(desk, token);
  const outpId = await registered(program);
  const settle = () => program.call('S25', [['outpId', outpId]]);
  expect((await at.pulled(settle)).message).toContain('请放回同一张卡');
  slot.insert(other);
  expect((await settle()).message).toMatch(/结果未知，请勿收费/);
  slot.remove();
  expect((await settle()).message).toMatch(/结果未知，请勿收费/);
  slot.insert(card);
  expect((await settle()).state).toBe(true);
}, 30_000);

/** The state in slot A loses its code. */
async function broken({ world }: Pick<Awaited<ReturnType<typeof desks>>, 'world'>) {
  const file = world.files.card(HOMES.yinjiang.county);
  const contents = parseContents(Uint8Array.from(await readFile(file)));
  const { fid } = FILES['EF.STATE-A'];
  const slot = contents.files.get(fid)!;
  const last = slot.findLastIndex((byte) => byte !== 0);
  const files = new Map(contents.files).set(fid, slot.with(last, slot[last]! ^ 1));
  await writeFile(file, encodeContents({ ...contents, files }));
  return world.card('yinjiang');
}

test('a card that cannot be read any more is kept, and its settlement is ended without it', async () => {
  const at = await desks();
  const { desk, token, slot } = at;
  const program = await signedOn(desk, token);
  const outpId = await registered(program);
  const settle = () => program.call('S25', [['outpId', outpId]]);
  expect((await at.pulled(settle)).state).toBe(false);
  slot.insert(await broken(at));
  expect((await settle()).message).toContain('请留下卡片交县合管中心');
  const { id, bill } = at.equipment.journal.openIntents()[0]!;
  const document = JSON.parse(encodeBill(bill));
  const begun = await post(
    desk,
    '/v1/visits',
    { bill: document, consent: 'given' },
    { token, 'idempotency-key': 'visit-0001' },
  );
  const view = await settledView(desk, begun.json.id, { token }, 'quoted');
  expect(view.json).toMatchObject({ settlement: id, now: { interaction: 'keep-card' } });
  expect(view.json.now.sentence.zh).toContain('请勿收费');
  expect((await program.call('S26', [['outpId', outpId]])).state).toBe(true);
  expect(at.equipment.journal.openIntents()).toEqual([]);
}, 30_000);
