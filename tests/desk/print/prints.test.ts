/** Originals, copies and previews over the service; and the bytes at three kinds of printer. */

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parsePrinter } from '../../../src/desk/index.ts';
import { temporaryFolder } from '../../support/world.ts';
import { get, pair, post, testDesk } from '../support.ts';
import { billDocument, settledView } from '../visiting.ts';

const OPERATOR = '测试收费员';

/** A desk with one settlement, and a token that prints. */
async function settledDesk(options: Parameters<typeof testDesk>[0] = {}) {
  const at = await testDesk(options);
  const token = at.desk.consoleToken;
  const bill = await billDocument('PR-1');
  const begun = await post(
    at.desk,
    '/v1/visits',
    { bill, consent: 'given', operator: OPERATOR },
    { token, 'idempotency-key': 'print-visit-1' },
  );
  const view = await settledView(at.desk, begun.json.id, { token });
  expect(view.json).toMatchObject({ result: { outcome: 'settled' } });
  const id: string = view.json.settlement;
  let key = 0;
  const print = (body: object = {}, more: Record<string, string> = {}) =>
    post(
      at.desk,
      `/v1/settlements/${id}/print`,
      { operator: OPERATOR, ...body },
      { token, 'idempotency-key': `print-key-${++key}`, ...more },
    );
  const html = async (query: string, more: Record<string, string> = {}) =>
    get(at.desk, `/v1/settlements/${id}/receipt?format=html&${query}`, { token, ...more });
  return { ...at, token, id, bill, print, html };
}

test('one original, then copies that count, in the journal too', async () => {
  const at = await settledDesk();
  const preview = await at.html('paper=A5');
  expect(preview.status).toBe(200);
  expect(preview.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(preview.text).toContain('预览，不作收费和报销凭证');

  const original = await at.print();
  expect(original.json).toMatchObject({ copyNumber: 0, settlement: at.id, slip: 'settlement' });
  const first = await at.html(`paper=A5&print=${original.json.print}`);
  expect(first.text).not.toContain('预览');
  expect(first.text).not.toContain('补打');

  expect((await at.print()).json.copyNumber).toBe(1);
  const second = await at.print();
  expect(second.json.copyNumber).toBe(2);
  expect((await at.html(`print=${second.json.print}`)).text).toContain('补打 2');
  const copies = at.world.equipment.journal
    .entriesOf(second.json.settlement)
    .filter((entry) => entry.kind === 'reprinted');
  expect(copies.map(({ copyNumber, operator }) => [copyNumber, operator])).toEqual([
    [1, OPERATOR],
    [2, OPERATOR],
  ]);
  // The original of the count stays what it was.
  expect((await at.html(`print=${original.json.print}`)).text).not.toContain('补打');
});

test('the same key is the same print, also where both arrive at once, and after a restart', async () => {
  const at = await settledDesk();
  const same = { 'idempotency-key': 'one-print-of-two' };
  const both = await Promise.all([at.print({}, same), at.print({}, same)]);
  expect(both.map(({ json }) => json.copyNumber)).toEqual([0, 0]);
  const others = await Promise.all([at.print(), at.print(), at.print()]);
  expect(others.map(({ json }) => json.copyNumber as number).sort((a, b) => a - b)).toEqual([
    1, 2, 3,
  ]);
  await at.desk.close();
  const again = await at.open();
  onTestFinished(() => again.close());
  const path = `/v1/settlements/${at.id}/print`;
  const who = { token: again.consoleToken, 'idempotency-key': 'after-the-restart' };
  const after = await post(again, path, { operator: OPERATOR }, who);
  expect(after.json.copyNumber).toBe(4);
});

test('a settlement that was taken back says so, and has a slip of its own with negative amounts', async () => {
  const at = await settledDesk();
  expect((await at.print({ slip: 'reversal' })).status).toBe(404);
  const reversal = { reason: '误收', operator: OPERATOR, second: '测试复核员', card: 'here' };
  const keyed = { token: at.token, 'idempotency-key': 'reverse-for-print' };
  await post(at.desk, `/v1/settlements/${at.id}/reversal`, reversal, keyed);
  const receipt = await at.print();
  expect((await at.html(`print=${receipt.json.print}`)).text).toContain('已冲正，本单作废');
  const red = await at.print({ slip: 'reversal' });
  expect(red.json).toMatchObject({ copyNumber: 0, slip: 'reversal' });
  const { text } = await at.html(`print=${red.json.print}`);
  expect(text).toContain('冲正单');
  expect(text).toContain('¥ -2,090.71');
  expect(text).toContain('人民币（负数）贰仟零玖拾元柒角壹分');
  expect(text).toContain('误收');
  expect(text).toContain('测试复核员');
  expect((await at.print({ slip: 'reversal' })).json.copyNumber).toBe(1);
});

test('the e-invoice number is printed, and stays on copies', async () => {
  const at = await settledDesk();
  const invoice = { code: '99990126', number: '0000000123', check: 'a1b2c3' };
  for (const wrong of [
    { ...invoice, code: '9999012' },
    { ...invoice, number: '<b>1</b>' },
  ]) {
    expect((await at.print({ invoice: wrong })).status).toBe(422);
  }
  const first = await at.print({ invoice });
  expect(first.json.copyNumber).toBe(0);
  const copy = await at.print();
  for (const { json } of [first, copy]) {
    const { text } = await at.html(`print=${json.print}`);
    expect(text).toContain('99990126 0000000123 校验码 a1b2c3');
  }
});

test('a trial is laid out as a trial; a bill that is refused is told as one', async () => {
  const at = await settledDesk();
  const who = { token: at.token };
  const other = await billDocument('PR-2');
  const tried = await post(
    at.desk,
    '/v1/trials/print?format=html&paper=58mm',
    { bill: other },
    who,
  );
  expect(tried.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(tried.text).toContain('试算单：未结算');
  expect(tried.text).toContain('size: 58mm');
  const reader = await pair(at, ['print']);
  const without = { token: reader, origin: 'http://his.example' };
  expect((await post(at.desk, '/v1/trials/print', { bill: other }, without)).json.code).toBe(
    'desk.scope-missing',
  );
});

test('text of a bill is never markup', async () => {
  const at = await testDesk();
  const token = at.desk.consoleToken;
  const name = '<script>alert(1)</script>"\'&';
  const text = JSON.stringify(await billDocument('PR-3')).replaceAll(
    '示范就医县人民医院',
    JSON.stringify(name).slice(1, -1),
  );
  const tried = await post(at.desk, '/v1/trials/print', { bill: JSON.parse(text) }, { token });
  expect(tried.text).toContain('&lt;script&gt;');
  expect(tried.text).not.toContain('<script');
});

test('who may not print may not, and what is no paper is refused by name', async () => {
  const at = await settledDesk();
  const token = await pair(at, ['read', 'settle']);
  const who = { token, origin: 'http://his.example' };
  expect((await at.html('', who)).status).toBe(403);
  expect((await at.print({}, who)).status).toBe(403);
  const wrong = await at.html('paper=A3');
  expect(wrong.json).toMatchObject({ code: 'desk.request-invalid', problems: [{ path: 'paper' }] });
  const path = `/v1/settlements/${at.id}/receipt?format=escpos&paper=A4`;
  expect((await get(at.desk, path, { token: at.token })).json.code).toBe('print.paper-refused');
  expect((await at.html(`print=${'0'.repeat(32)}`)).status).toBe(404);
  expect((await at.print({ printer: 'none' })).json.code).toBe('print.printer-unknown');
});

/** A printer in the network: keeps what it was sent. */
async function networkPrinter() {
  const taken: Buffer[] = [];
  const server = createServer((socket) => {
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => taken.push(Buffer.concat(parts)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { taken, port: (server.address() as AddressInfo).port };
}

test('bytes reach a printer in the network; one that is off is told as that, and the same key tries again', async () => {
  const { taken, port } = await networkPrinter();
  const printers = [
    parsePrinter(`till=tcp:127.0.0.1:${port},80mm`),
    parsePrinter('off=tcp:127.0.0.1:1,58mm'),
  ];
  const at = await settledDesk({ printers });
  const listed = await get(at.desk, '/v1/printers', { token: at.token });
  expect(listed.json.printers).toEqual([
    { name: 'till', paper: '80mm' },
    { name: 'off', paper: '58mm' },
  ]);
  const key = { 'idempotency-key': 'a-printer-that-is-off' };
  const failed = await at.print({ printer: 'off' }, key);
  expect(failed.json).toMatchObject({
    code: 'print.printer-unreachable',
    detail: { reason: 'ECONNREFUSED' },
  });
  // It was counted before it was lost: what follows under another key is a copy.
  expect((await at.print({ printer: 'off' }, key)).json.code).toBe('print.printer-unreachable');
  expect((await at.print({ printer: 'till' })).json.copyNumber).toBe(1);
  const [bytes] = taken;
  const text = new TextDecoder('gb18030').decode(bytes);
  expect(text).toContain('补打 1');
  expect(text).toContain('测试甲');
});

test('bytes reach a device file, all of them', async () => {
  const folder = await temporaryFolder();
  const fifo = join(folder, 'lp0');
  execFileSync('mkfifo', [fifo]);
  // More than the system's pipe holds, so that the printer holds the writer back.
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  const reader = spawn('cat', [fifo]);
  const parts: Buffer[] = [];
  reader.stdout.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => reader.on('close', resolve));
  const printer = parsePrinter(`usb=${fifo},80mm`);
  // Nobody reads before cat has opened it.
  await expect
    .poll(() =>
      printer.send(bytes).then(
        () => 'sent',
        (error) => error.code,
      ),
    )
    .toBe('sent');
  await ended;
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  const missing = join(folder, 'lp1');
  await expect(parsePrinter(`usb=${missing},80mm`).send(bytes)).rejects.toMatchObject({
    code: 'print.printer-unreachable',
    detail: { reason: 'ENOENT' },
  });
  expect(existsSync(missing)).toBe(false);
});

test('bytes reach a serial port', async ({ skip }) => {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/socat')) skip('needs Linux and socat');
  const folder = await temporaryFolder();
  const [port, output] = [join(folder, 'ttyP'), join(folder, 'paper')];
  const line = spawn('socat', ['-u', `pty,raw,echo=0,link=${port}`, `create:${output}`], {
    stdio: 'ignore',
  });
  onTestFinished(() => void line.kill());
  await expect.poll(() => existsSync(port)).toBe(true);
  const bytes = Uint8Array.from({ length: 9_000 }, (_, index) => index % 256);
  await parsePrinter(`serial=serial:${port}:9600,58mm`).send(bytes);
  await expect.poll(async () => (await readFile(output)).length).toBe(bytes.length);
  expect(Uint8Array.from(await readFile(output))).toEqual(bytes);
});

test.each([
  'till',
  'till=',
  'till=/dev/usb/lp0',
  'till=/dev/usb/lp0,A4',
  'till=tcp:host,80mm',
  'till=tcp:host:0,80mm',
  'till=tcp:host:65536,80mm',
  'till=serial:/dev/ttyS0,80mm',
  'till=,80mm',
  'a b=/dev/usb/lp0,80mm',
  '=x,80mm',
])('%s names no printer', (text) => {
  expect(() => parsePrinter(text)).toThrow(TypeError);
});
