/** Answers that were lost, centres that gave none, a service that was stopped between two messages. */

import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { HOMES } from '../../../../examples/cli/world/persons.ts';
import { OneCardError } from '../../../../src/errors/index.ts';
import { temporaryFolder, testWorld } from '../../../support/world.ts';
import { get, post } from '../../support.ts';
import { outpatientEquipment } from '../world.ts';
import { line, md5, ncmsDesk, registered, signedOn, soap, textOf } from './support.ts';

function countOf(
  { journal }: { journal: { entries(): Iterable<{ kind: string }> } },
  kind: string,
) {
  return [...journal.entries()].filter((entry) => entry.kind === kind).length;
}

test('a caller that goes away in the middle loses nothing, and the repetition is the answer', async () => {
  const { desk, token, equipment, defects } = await ncmsDesk();
  const program = await signedOn(desk, token);
  const outpId = await registered(program);
  const body = `<body><outpId>${outpId}</outpId></body>`;
  const head = `<head><operCode>S25</operCode><billCode>${program.ticket}</billCode><rsa>${md5(body)}</rsa></head>`;
  const text = soap(head, body);
  await new Promise<void>((resolve) => {
    const socket = connect(desk.port, '127.0.0.1', () => {
      socket.write(
        `POST /token/${token}/ncms HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nContent-Type: text/xml\r\n` +
          `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
      setTimeout(() => socket.destroy(), 40);
    });
    socket.on('close', () => resolve());
  });
  const settled = await program.call('S25', [['outpId', outpId]]);
  expect(settled.state).toBe(true);
  expect(countOf(equipment, 'settled')).toBe(1);
  const slip = await program.call('S27', [['outpId', outpId]]);
  expect(textOf(slip.data, 'settlementId')).toBe(textOf(settled.data, 'settlementId'));
  expect(defects).toEqual([]);
});

test('without the centre’s answer nothing is said to be paid, and the same card finishes it', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const { equipment } = outpatientEquipment(world);
  const { county } = HOMES.yinjiang;
  const home = equipment.counties.get(county)!;
  let isDeaf = true;
  const centre = new Proxy(home.centre, {
    get(target, name) {
      // The centre settles, and its answer is lost.
      if (isDeaf && name === 'settle') {
        return async (...given: Parameters<typeof target.settle>) => {
          await target.settle(...given);
          throw new OneCardError('centre.unreachable');
        };
      }
      if (isDeaf && name === 'status') {
        return () => Promise.reject(new OneCardError('centre.unreachable'));
      }
      const value = target[name as keyof typeof target];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const counties = new Map([...equipment.counties, [county, { ...home, centre }]]);
  const at = await ncmsDesk({ equipment: { ...equipment, counties } }, {}, { folder, world });
  const program = await signedOn(at.desk, at.token);
  const outpId = await registered(program);
  const unknown = await program.call('S25', [['outpId', outpId]]);
  expect(unknown).toMatchObject({ state: false });
  expect(unknown.message).toContain('结果未知');
  for (const code of ['S19', 'S23', 'S27']) {
    const result = await program.call(code, [['outpId', outpId]]);
    expect([code, result.state, result.message.includes('结果未知')]).toEqual([code, false, true]);
  }
  isDeaf = false;
  const settled = await program.call('S25', [['outpId', outpId]]);
  expect(settled.message).toBe('');
  expect(textOf(settled.data, 'nhxjzf')).toBe('20.0000');
  expect(countOf(at.equipment, 'intent')).toBe(1);
  expect(countOf(at.equipment, 'settled')).toBe(1);
  expect(at.defects).toEqual([]);
});

test('a registration, its lines and its settlement outlive the service', async () => {
  const at = await ncmsDesk();
  const before = await signedOn(at.desk, at.token);
  const outpId = await registered(before);
  await at.desk.close();

  const second = await at.open();
  onTestFinished(() => second.close());
  const stale = await before.call('S27', [['outpId', outpId]]).catch(() => undefined);
  expect(stale?.state).not.toBe(true);
  const program = await signedOn(second, at.token);
  const listed = await program.call('S22', [['outpId', outpId]]);
  expect(textOf(listed.data, 'hisDetailCode')).toBe('1');
  const settled = await program.call('S25', [['outpId', outpId]]);
  expect(settled.state).toBe(true);
  await second.close();

  const third = await at.open();
  onTestFinished(() => third.close());
  const after = await signedOn(third, at.token);
  const again = await after.call('S25', [['outpId', outpId]]);
  expect(again.data.inner).toBe(settled.data.inner);
  expect((await after.call('S26', [['outpId', outpId]])).state).toBe(true);
  expect(countOf(at.equipment, 'settled')).toBe(1);
});

test('the same 门诊号 again is the same registration until it is settled', async () => {
  const { desk, token } = await ncmsDesk();
  const program = await signedOn(desk, token);
  const fields = [
    ['diseaseCode', 'J06.900'],
    ['hisClinicNo', 'MZ-1'],
  ] as const;
  const first = textOf((await program.call('S18', fields)).data, 'outpId');
  const second = await program.call('S18', fields);
  expect([textOf(second.data, 'outpId'), second.message]).toEqual([first, '该门诊号已登记']);
  await program.call('S21', [
    ['outpId', first],
    ['list', [line('1')]],
  ]);
  await program.call('S25', [['outpId', first]]);
  expect(textOf((await program.call('S18', fields)).data, 'outpId')).not.toBe(first);
});

test('where the own window has the last word, it has it over S25 too', async () => {
  const { desk, token, equipment } = await ncmsDesk({ confirmsInWindow: true });
  const program = await signedOn(desk, token);
  const outpId = await registered(program);
  const settling = program.call('S25', [['outpId', outpId]]);
  const key = new URL(desk.windowUrl()).hash.slice('#key='.length);
  const own = (await post(desk, '/v1/own-window', { key }, { origin: desk.url })).json.token;
  const owner = { token: own, origin: desk.url };
  let id: string | undefined;
  await expect
    .poll(async () => {
      const { visits } = (await get(desk, '/v1/visits', owner)).json;
      ({ id } =
        visits.find((each: { now: { state: string } }) => each.now.state === 'quoted') ?? {});
      return id;
    })
    .toBeDefined();
  expect(equipment.journal.head().sequence).toBe(0);
  await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: false }, owner);
  const refused = await settling;
  expect(refused).toMatchObject({ state: false, message: '已取消，未收费' });
  expect(equipment.journal.head().sequence).toBe(0);
});
