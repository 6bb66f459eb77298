/**
 * The rules that CTAP 2.1 §11.2.5 gives devices, told in raw reports: what security-key vendors test
 * their devices by. The emulator is the device here; nothing of the host's code takes part.
 */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../../src/bytes.ts';
import { VirtualCtapReader } from '../../../src/virtual/hid/index.ts';
import { readerCard } from './cards.ts';

const NONCE = 'aabbccddeeff0011';

let device: VirtualCtapReader;
let answers: string[] = [];

beforeEach(() => {
  answers = [];
  device = new VirtualCtapReader({ card: readerCard(), keepaliveMs: 40, packetGapMs: 120 });
  device.attach({
    input: (_reportId, data) => answers.push(toHex(data)),
    unplug: () => device.detach(),
  });
});

afterEach(() => device.detach());

/** Sends a report that begins so and is 00 behind. */
function send(hex: string): void {
  const report = new Uint8Array(64);
  report.set(fromHex(hex));
  device.output(0, report);
}

/** What came since the last look, each without the zeros at its end. */
function taken(): readonly string[] {
  return answers.splice(0).map((answer) => answer.replace(/(00)+$/, ''));
}

/** A fresh channel, as eight hexadecimal digits. */
function open(): string {
  send(`ffffffff860008${NONCE}`);
  const answer = answers.splice(0)[0]!;
  expect(answer.slice(0, 30)).toBe(`ffffffff860011${NONCE}`);
  return answer.slice(30, 38);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const error = (channel: string, code: string) => `${channel}bf0001${code}`;

test('INIT gives each host a channel of its own', () => {
  const channels = [open(), open(), open()];
  expect(new Set(channels).size).toBe(3);
  expect(channels).not.toContain('00000000');
  expect(channels).not.toContain('ffffffff');
});

test('INIT with a nonce of another length is refused', () => {
  send(`ffffffff860007${NONCE}`);
  expect(taken()).toEqual([error('ffffffff', '03')]);
});

test('PING gives the bytes back, in as many packets as they came', () => {
  const channel = open();
  send(`${channel}810003010203`);
  expect(taken()).toEqual([`${channel}810003010203`]);
  send(`${channel}810000`);
  expect(taken()).toEqual([`${channel}81`]);
  const data = Uint8Array.from({ length: 60 }, (_, index) => index + 1);
  send(`${channel}81003c${toHex(data.slice(0, 57))}`);
  expect(taken()).toEqual([]);
  send(`${channel}00${toHex(data.slice(57))}`);
  expect(taken()).toEqual([
    `${channel}81003c${toHex(data.slice(0, 57))}`,
    `${channel}00${toHex(data.slice(57))}`,
  ]);
});

test('7609 bytes are taken, 7610 are too long', () => {
  const channel = open();
  send(`${channel}811dba`);
  expect(taken()).toEqual([error(channel, '03')]);
  send(`${channel}811db9`);
  for (let sequence = 0; sequence < 0x80; sequence++) {
    send(`${channel}${sequence.toString(16).padStart(2, '0')}`);
  }
  expect(taken()).toHaveLength(129);
});

test('a skipped and a repeated sequence number end the message', () => {
  const channel = open();
  send(`${channel}8100ff`);
  send(`${channel}01`);
  expect(taken()).toEqual([error(channel, '04')]);
  send(`${channel}8100ff`);
  send(`${channel}00`);
  send(`${channel}00`);
  expect(taken()).toEqual([error(channel, '04')]);
});

test('a continuation that belongs to no message is passed over', () => {
  const channel = open();
  send(`${channel}00aabb`);
  expect(taken()).toEqual([]);
  send(`${channel}81000101`);
  expect(taken()).toEqual([`${channel}81000101`]);
});

test('a message within a message ends it', () => {
  const channel = open();
  send(`${channel}8100ff`);
  send(`${channel}81000101`);
  expect(taken()).toEqual([error(channel, '04')]);
});

test('INIT on its own channel takes a message back', () => {
  const channel = open();
  send(`${channel}8100ff`);
  send(`${channel}860008${NONCE}`);
  expect(taken()[0]).toContain(`${channel}860011${NONCE}${channel}`);
  send(`${channel}00`);
  expect(taken()).toEqual([]);
});

test('another host may come by INIT meanwhile, any other message is told to wait', () => {
  const mine = open();
  send(`${mine}81003c${'11'.repeat(57)}`);
  const other = open();
  send(`${other}81000101`);
  expect(taken()).toEqual([error(other, '06')]);
  send(`${mine}00222222`);
  expect(taken()).toEqual([`${mine}81003c${'11'.repeat(57)}`, `${mine}00222222`]);
});

test('another host’s continuation does not disturb a message', () => {
  const mine = open();
  const other = open();
  send(`${mine}81003c${'11'.repeat(57)}`);
  send(`${other}00ffffff`);
  send(`${mine}00222222`);
  expect(taken()).toHaveLength(2);
});

test('a message that is not finished in time is given up', async () => {
  const channel = open();
  send(`${channel}8100ff`);
  await sleep(60);
  expect(taken()).toEqual([]);
  await sleep(120);
  expect(taken()).toEqual([error(channel, '05')]);
  send(`${channel}81000101`);
  expect(taken()).toEqual([`${channel}81000101`]);
});

test('channel 0, a channel that was never given, and talk on the broadcast channel are refused', () => {
  send('0000000081000101');
  send(`00000000860008${NONCE}`);
  send('1234567881000101');
  send('ffffffff81000101');
  expect(taken()).toEqual([
    error('00000000', '0b'),
    error('00000000', '0b'),
    error('12345678', '0b'),
    error('ffffffff', '0b'),
  ]);
});

test('the seventeenth channel takes the place of the first', () => {
  const first = open();
  const second = open();
  for (let count = 0; count < 15; count++) open();
  send(`${first}81000101`);
  send(`${second}81000101`);
  expect(taken()).toEqual([error(first, '0b'), `${second}81000101`]);
});

test('CBOR and unknown commands are refused, WINK is taken', () => {
  const channel = open();
  send(`${channel}900001`);
  send(`${channel}c0`);
  send(`${channel}88`);
  expect(taken()).toEqual([error(channel, '01'), error(channel, '01'), `${channel}88`]);
});

test('MSG carries an APDU to the card; KEEPALIVE comes while it works; others are told to wait', async () => {
  const channel = open();
  const other = open();
  device.plan({ kind: 'slow', delayMs: 100, keepalive: true });
  send(`${channel}83000500b0000002`);
  send(`${other}83000500b0000002`);
  send(`${channel}81000101`);
  expect(taken()).toEqual([error(other, '06'), error(channel, '06')]);
  await sleep(160);
  const came = taken();
  expect(came.at(-1)).toBe(`${channel}830004000790`);
  expect(new Set(came.slice(0, -1))).toEqual(new Set([`${channel}bb000101`]));
});

test('CANCEL frees the device, and the answer that comes later goes to nobody', async () => {
  const channel = open();
  device.plan({ kind: 'slow', delayMs: 60, keepalive: false });
  send(`${channel}83000500b0000002`);
  send(`${channel}91`);
  expect(taken()).toEqual([error(channel, '7f')]);
  await sleep(100);
  expect(taken()).toEqual([]);
  send(`${channel}91`);
  send(`${channel}81000101`);
  expect(taken()).toEqual([`${channel}81000101`]);
});

test('a lock keeps the other host off until it is let go', () => {
  const mine = open();
  const other = open();
  send(`${mine}84000105`);
  send(`${other}81000101`);
  send(`${mine}84000100`);
  send(`${other}81000101`);
  expect(taken()).toEqual([`${mine}84`, error(other, '06'), `${mine}84`, `${other}81000101`]);
  send(`${mine}8400010b`);
  send(`${mine}84000201`);
  expect(taken()).toEqual([error(mine, '02'), error(mine, '03')]);
});

test('without a card an APDU is refused', async () => {
  device.detach();
  device = new VirtualCtapReader();
  device.attach({ input: (_reportId, data) => answers.push(toHex(data)), unplug() {} });
  const channel = open();
  send(`${channel}83000500b0000002`);
  await sleep(5);
  expect(taken()).toEqual([error(channel, '7f')]);
});

test('a report of another size is passed over', () => {
  open();
  device.output(0, concat([fromHex('ffffffff860008'), fromHex(NONCE)]));
  expect(taken()).toEqual([]);
});

test('a thousand bytes there and back in well under 555 ms', () => {
  const channel = open();
  const begun = performance.now();
  send(`${channel}8103e8`);
  for (let sequence = 0; sequence < 16; sequence++) {
    send(`${channel}${sequence.toString(16).padStart(2, '0')}`);
  }
  expect(taken()).toHaveLength(17);
  expect(performance.now() - begun).toBeLessThan(555);
});

test('the report descriptor is that of a 64-byte CTAPHID device', () => {
  expect(toHex(device.reportDescriptor)).toBe(
    '06d0f10901a1010920150026ff007508954081020921150026ff00750895409102c0',
  );
});
