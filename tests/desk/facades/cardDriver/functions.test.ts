import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeGb18030 } from '../../../../src/card/index.ts';
import { encodeGb18030 } from '../../../../src/reader/vendor/gb18030.ts';
import { BASIC_FIELDS } from '../../../../src/reader/vendor/national/answers.ts';
import { parseFiles, parseNamedFields } from '../../../../src/reader/vendor/national/fields.ts';
import { chinaDate } from '../../../../src/time.ts';
import { ask, post } from '../../support.ts';
import { HOLDER, outpatientDocument, PROVIDER } from '../world.ts';
import { call, driverDesk, fieldsOf, PIN, programToken, returned } from './support.ts';

test('iReadCardBas and iReadCard answer what the drivers’ own reader takes', async () => {
  const { desk, token, defects } = await driverDesk();
  const basic = await returned(desk, token, 'iReadCardBas', { iType: 1 });
  expect(basic.return).toBe(0);
  const named = parseNamedFields('iReadCardBas', encodeGb18030(basic.pOutInfo), BASIC_FIELDS);
  expect(named).toMatchObject({
    areaCode: '999001',
    socialSecurityNumber: HOLDER.identityNumber,
    cardNumber: '000000001',
    cardId: '99900100000000010000000000000000',
    name: '测试甲',
  });

  const asked = [
    { file: 'SSSEEF05', tags: ['01', '07'] },
    { file: 'SSSEEF06', tags: ['08', '09', '0A', '0D'] },
  ];
  const pFileAddr = 'SSSEEF05|01|07|$SSSEEF06|08|09|0A|0D|$';
  const pCardInfo = `${named.cardId}|${named.cardNumber}|`;
  const files = await returned(desk, token, 'iReadCard', {
    iType: 1,
    iAuthType: 2,
    pCardInfo,
    pFileAddr,
  });
  expect(parseFiles('iReadCard', encodeGb18030(files.pOutInfo), asked)[1]!.values).toEqual({
    '08': HOLDER.identityNumber,
    '09': '测试甲',
    '0A': '1',
    '0D': '19620512',
  });

  const text = await ask(
    desk,
    'POST',
    `/token/${token}/card-driver/iReadCardBas?format=text`,
    { 'content-type': 'application/json', 'content-length': '2' },
    '{}',
  );
  expect(text.text).toBe(`0|${basic.pOutInfo}`);
  expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
  const url = `http://127.0.0.1:${desk.port}/token/${token}/card-driver/iReadCardBas?format=text&charset=gbk`;
  const gbk = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(decodeGb18030(new Uint8Array(await gbk.arrayBuffer()))).toBe(text.text);
  expect(defects).toEqual([]);
});

test('what is asked wrongly, or of another card, has its number', async () => {
  const { desk, token, reader, defects } = await driverDesk();
  const id = '99900100000000010000000000000000';
  const pFileAddr = 'SSSEEF06|09|$';
  for (const [name, request, number] of [
    ['iReadCardBas', { iType: 9 }, -14],
    ['iReadCard', {}, -14],
    ['iReadCard', { pFileAddr: 'SSSEEF06|09|' }, -14],
    ['iReadCard', { pFileAddr: 'SSSEEF06|$' }, -14],
    ['iReadCard', { pFileAddr: 'SSSEEF99|01|$' }, -27266],
    ['iReadCard', { pFileAddr: 'DF04EF06|90|$' }, -27266],
    ['iReadCard', { pFileAddr: 'SSSEEF06|99|$' }, -27267],
    ['iReadCard', { pFileAddr, pCardInfo: 'X' }, -20],
    ['iReadCard', { pFileAddr, pCardInfo: `${id}|000000002|` }, -22],
    ['iReadCard', { pFileAddr, iAuthType: 7 }, -14],
    ['iReadDebitRecord', {}, -27267],
    ['iWriteCard', {}, -13],
    ['iReloadPIN', {}, -13],
    ['iReadCardBas_HSM_Step1', {}, -2204],
    ['iDoDebit_HSM_Step2', {}, -2204],
    ['toString', {}, -13],
    ['iDoDebit', { pPayInfo: '0.1|0.2|' }, -14],
    ['iDoDebit', { pPayInfo: '0.1|-0.2|20261122090000|' }, -14],
    ['iDoDebit', { pPayInfo: '0.1|0.2|20261122090000|' }, -1015],
  ] as const) {
    expect([name, request, (await returned(desk, token, name, request)).return]).toEqual([
      name,
      request,
      number,
    ]);
  }
  const reading = await programToken(desk, ['read']);
  expect((await returned(desk, reading, 'iReadCardBas')).return).toBe(-1002);
  expect(
    (await returned(desk, reading, 'iDoDebit', { pPayInfo: '0|0|20261122090000|' })).return,
  ).toBe(-1002);
  reader.remove();
  expect(await returned(desk, token, 'iReadCardBas')).toEqual({ return: -2, pOutInfo: '没有卡' });
  expect(defects).toEqual([]);
}, 20_000);

test('iVerifyPIN and iChangePIN: the card counts, and nothing keeps a PIN', async () => {
  const { desk, token, folder, defects } = await driverDesk();
  const verify = (pin?: string) =>
    returned(desk, token, 'iVerifyPIN', pin === undefined ? {} : { pin });
  expect(await verify(PIN)).toEqual({ return: 0, pOutInfo: '' });
  expect(await verify()).toMatchObject({ return: -31 });
  expect(await verify('12')).toMatchObject({ return: -33 });
  expect(await verify('730917')).toEqual({ return: -51, pOutInfo: '密码错误：还可试 2 次' });
  const change = (oldPin: string, newPin: string) =>
    returned(desk, token, 'iChangePIN', { oldPin, newPin });
  expect((await change('730917', '846251')).return).toBe(-51);
  expect((await change(PIN, '846251')).return).toBe(0);
  expect((await returned(desk, token, 'iChangePIN', { oldPin: PIN })).return).toBe(-14);
  const byPin = { iAuthType: 1, pFileAddr: 'SSSEEF06|09|$' };
  expect((await returned(desk, token, 'iReadCard', { ...byPin, pin: '846251' })).return).toBe(0);
  expect((await returned(desk, token, 'iReadCard', { ...byPin, pin: PIN })).return).toBe(-51);
  await verify(PIN);
  await verify(PIN);
  expect((await verify('846251')).return).toBe(-52);

  // A PIN of the wrong type is told without what it was.
  const wrong = await call(desk, token, 'iVerifyPIN', { pin: 846251 });
  expect([wrong.status, wrong.json.problems]).toEqual([
    422,
    [{ path: 'pin', rule: 'invalid_type' }],
  ]);
  const long = await call(desk, token, 'iVerifyPIN', { pin: '846251846251846251' });
  expect(wrong.text + long.text).not.toMatch(/846251|730916/);

  const audit = await ask(desk, 'GET', '/v1/audit', {
    authorization: `Bearer ${desk.consoleToken}`,
  });
  expect(audit.text).toContain('card-driver iVerifyPIN');
  expect(audit.text).not.toMatch(/846251|730916|730917/);
  for (const file of ['desk.sqlite', 'desk.sqlite-wal']) {
    const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0));
    expect(bytes.includes('846251') || bytes.includes('730916')).toBe(false);
  }
  const metrics = await ask(desk, 'GET', '/metrics', {
    authorization: `Bearer ${desk.consoleToken}`,
  });
  expect(metrics.text).not.toMatch(/846251|730916/);
  expect(defects).toEqual([]);
});

test('iDoDebit settles a bill that was handed in, for its very amounts, and once', async () => {
  const { desk, token, equipment, defects } = await driverDesk();
  const today = chinaDate(equipment.clock.now());
  const bill = outpatientDocument(today, 'MZ-1', ['20.01', '40.02']);
  const pay = (pPayInfo: string, more: object = { pBillNumber: 'MZ-1' }) =>
    returned(desk, token, 'iDoDebit', { pPayInfo, ...more });
  const right = '0.00|20.01|20261122090000|';
  expect((await pay(right)).return).toBe(-1015);
  await post(desk, '/v1/bills', { bill }, { token });

  const wrong = await pay('0.00|20.02|20261122090000|');
  expect(wrong).toEqual({ return: -42, pOutInfo: '支付金额与结算结果不符：账户 0.00，基金 20.01' });
  expect(equipment.journal.head().sequence).toBe(0);

  const paid = await pay(right);
  expect(paid.return).toBe(0);
  const [settlement, sequence, account, funds, cash, total] = fieldsOf(paid);
  expect([sequence, account, funds, cash, total]).toEqual(['1', '0.00', '20.01', '20.01', '40.02']);
  expect(await pay(right)).toEqual(paid);
  expect(await pay(right, { pBill: bill })).toEqual(paid);
  expect((await pay('0.00|20.02|20261122090000|')).return).toBe(-42);
  const settled = [...equipment.journal.entries()].filter(({ kind }) => kind === 'settled');
  expect(settled.map(({ id }) => id)).toEqual([settlement]);

  const record = fieldsOf(await returned(desk, token, 'iReadDebitRecord'));
  expect(record.slice(2, 6)).toEqual([PROVIDER.code, '40.02', '20.01', settlement]);
  // Two bills wait: nobody guesses which one is meant.
  await post(desk, '/v1/bills', { bill: { ...bill, billNumber: 'MZ-2' } }, { token });
  expect((await pay(right, {})).return).toBe(-1015);
  const broken = await pay(right, { pBill: { ...bill, billNumber: 'MZ-3', total: '1.00' } });
  expect(broken.return).toBe(-23);
  expect(defects).toEqual([]);
});
