import { expect, test } from 'vitest';
import { ask, EVIL, HIS, pair } from '../../support.ts';
import { driverDesk, frame, openSocket, PIN, programToken } from './support.ts';

test('over a WebSocket the functions are called in their order, by id', async () => {
  const { desk, token, defects } = await driverDesk();
  const socket = await openSocket(desk, `/token/${token}/card-driver`);
  expect(socket.head).toContain('101 Switching Protocols');
  // RFC 6455 §1.3 gives this key's answer.
  expect(socket.head).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  socket.send({ id: 1, function: 'iReadCardBas', iType: 1 });
  socket.send({ id: 'b', function: 'iVerifyPIN', pin: PIN });
  socket.send({ id: 3, function: 'iVerifyPIN', pin: 730916 });
  socket.send({ function: 'iNothing' });
  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(JSON.parse((await socket.next())!.text));
  expect(answers[0]).toMatchObject({ id: 1, function: 'iReadCardBas', return: 0 });
  expect(answers[0].pOutInfo).toContain('|测试甲|');
  expect(answers[1]).toEqual({ id: 'b', function: 'iVerifyPIN', return: 0, pOutInfo: '' });
  expect(answers[2]).toEqual({ return: -14, pOutInfo: '参数错误：pin' });
  expect(answers[3]).toEqual({ function: 'iNothing', return: -13, pOutInfo: '不提供该功能' });

  // A message in parts, with a ping between them.
  const text = Buffer.from(JSON.stringify({ id: 5, function: 'iReadDebitRecord' }));
  socket.write(frame(text.subarray(0, 9), { isLast: false }));
  socket.write(frame('here?', { opcode: 9 }));
  socket.write(frame(text.subarray(9), { opcode: 0 }));
  expect(await socket.next()).toMatchObject({ opcode: 10, text: 'here?' });
  expect(JSON.parse((await socket.next())!.text)).toMatchObject({ id: 5, return: -27267 });
  socket.write(frame(Buffer.from([3, 232]), { opcode: 8 }));
  expect((await socket.next())?.payload).toEqual(Buffer.from([3, 232]));
  expect(await socket.next()).toBeUndefined();
  expect(defects).toEqual([]);
});

test('a message byte by byte, and one in a fragment a byte, are read as they were sent', async () => {
  const { desk, token, defects } = await driverDesk();
  const socket = await openSocket(desk, `/token/${token}/card-driver`);
  const first = JSON.stringify({ id: 1, function: '测'.repeat(20) }).padStart(300);
  for (const byte of frame(first)) socket.write(Buffer.from([byte]));
  const text = Buffer.from(JSON.stringify({ id: 2, function: '甲'.repeat(20) }));
  const last = text.length - 1;
  socket.write(
    Buffer.concat(
      [...text].map((byte, index) =>
        frame(Buffer.from([byte]), { opcode: index === 0 ? 1 : 0, isLast: index === last }),
      ),
    ),
  );
  socket.send({ id: 3, function: 'iNothing' });
  for (const id of [1, 2, 3]) {
    expect(JSON.parse((await socket.next())!.text)).toMatchObject({ id, return: -13 });
  }
  expect(defects).toEqual([]);
});

test('frames that are none end the connection with their code, and nothing is done', async () => {
  const { desk, token, equipment, defects } = await driverDesk();
  const call = JSON.stringify({ function: 'iReadCardBas' });
  const huge = Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]);
  for (const [bytes, code] of [
    [frame(call, { isMasked: false }), 1002],
    [frame(call, { opcode: 2 }), 1003],
    [frame(call, { opcode: 0 }), 1002],
    [Buffer.concat([frame('{', { isLast: false }), frame(call)]), 1002],
    [frame('x', { opcode: 9, isLast: false }), 1002],
    [frame('x'.repeat(126), { opcode: 9 }), 1002],
    [Buffer.from([0xc1, 0x80, 1, 2, 3, 4]), 1002],
    [frame(Buffer.from([0xff, 0xfe])), 1007],
    [huge, 1009],
  ] as const) {
    const socket = await openSocket(desk, `/token/${token}/card-driver`);
    socket.write(bytes);
    const closed = await socket.next();
    expect([
      bytes.toString('hex').slice(0, 24),
      closed?.opcode,
      closed?.payload.readUInt16BE(0),
    ]).toEqual([bytes.toString('hex').slice(0, 24), 8, code]);
    expect(await socket.next()).toBeUndefined();
  }
  const socket = await openSocket(desk, `/token/${token}/card-driver`);
  for (const text of [
    '',
    'null',
    '[1]',
    '{"function":1}',
    '{"a":1,"a":2}',
    '{"function":"x","__proto__":1}',
  ]) {
    socket.write(frame(text));
    expect([text, JSON.parse((await socket.next())!.text).return]).toEqual([text, -14]);
  }
  socket.write(frame('['.repeat(60)));
  expect(JSON.parse((await socket.next())!.text).return).toBe(-14);
  expect(equipment.journal.head().sequence).toBe(0);
  expect(defects).toEqual([]);
});

test('a WebSocket is opened by a token alone, of its own origin, and ends with it', async () => {
  const at = await driverDesk();
  const { desk } = at;
  const status = async (path: string, headers = {}) =>
    (await openSocket(desk, path, headers)).head.split('\r\n')[0];
  expect(await status('/card-driver')).toContain('401');
  expect(await status(`/token/${'x'.repeat(43)}/card-driver`)).toContain('401');
  const page = await pair(at, ['read'], HIS);
  const protocol = { 'Sec-WebSocket-Protocol': `onecard.token.${page}` };
  expect(await status('/card-driver', { ...protocol, Origin: HIS })).toContain('101');
  expect(await status('/card-driver', { ...protocol, Origin: EVIL })).toContain('403');
  expect(await status('/card-driver', protocol)).toContain('401');
  expect(await status('/card-driver/iReadCardBas', { ...protocol, Origin: HIS })).toContain('404');

  const token = await programToken(desk);
  const socket = await openSocket(desk, `/token/${token}/card-driver`);
  const auth = { authorization: `Bearer ${desk.consoleToken}` };
  const { grants } = (await ask(desk, 'GET', '/v1/grants', auth)).json;
  for (const { id, name } of grants) {
    if (name === 'HIS') await ask(desk, 'DELETE', `/v1/grants/${id}`, auth);
  }
  expect((await socket.next())?.payload.readUInt16BE(0)).toBe(1008);
});

test('many messages at once, and a stop, end a connection and nothing else', async () => {
  const { desk, token } = await driverDesk();
  const flood = await openSocket(desk, `/token/${token}/card-driver`);
  for (let id = 0; id < 40; id++) flood.send({ id, function: 'iReadCardBas' });
  let last = await flood.next();
  while (last && last.opcode !== 8) last = await flood.next();
  expect(last?.payload.readUInt16BE(0)).toBe(1008);

  const socket = await openSocket(desk, `/token/${token}/card-driver`);
  const begun = Date.now();
  await desk.close();
  expect(Date.now() - begun).toBeLessThan(5_000);
  expect((await socket.next())?.payload.readUInt16BE(0)).toBe(1001);
});
