import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import {
  appendRecord,
  type CardCommand,
  computeSettlementSignature,
  encodeCommand,
  internalAuthenticate,
  ONECARD_AID,
  readBinary,
  readRecord,
  selectApplication,
  selectFile,
  sendCommand,
  setSettlementKey,
  updateBinary,
} from '../../../src/card/index.ts';
import { scriptedTransport } from '../layers/scriptedTransport.ts';
import { rejection } from '../refusal.ts';

const AA = Uint8Array.of(0xaa);
const nonce = new Uint8Array(32).fill(0x11);
const nonceHex = '11'.repeat(32);

const COMMANDS: readonly (readonly [string, CardCommand<unknown>])[] = [
  ['00a4040009f04f4e454341524401' + '00', selectApplication(ONECARD_AID)],
  ['00a4000c022f00', selectFile(0x2f00)],
  ['00b08100ef', readBinary({ sfi: 1, offset: 0 }, 239)],
  ['00b09eff01', readBinary({ sfi: 30, offset: 255 }, 1)],
  ['00b0010000', readBinary({ offset: 256 }, 256)],
  ['00b07fff22', readBinary({ offset: 0x7fff }, 34)],
  ['00d6850001aa', updateBinary({ sfi: 5, offset: 0 }, AA)],
  ['00d6010001aa', updateBinary({ offset: 256 }, AA)],
  ['00b2013480', readRecord(6, 1, 128)],
  ['00e2003001aa', appendRecord(6, AA)],
  [`0088008120${nonceHex}40`, internalAuthenticate(nonce)],
  ['002241b603840182', setSettlementKey()],
  [`002a9e9a20${nonceHex}44`, computeSettlementSignature(nonce)],
];

test.each(COMMANDS)('%s', (hex, command) => {
  expect(toHex(encodeCommand(command.apdu))).toBe(hex);
});

test.each([
  ['an SFI of 0', () => readBinary({ sfi: 0, offset: 0 }, 1)],
  ['an SFI of 31', () => readBinary({ sfi: 31, offset: 0 }, 1)],
  ['an offset of 256 by SFI', () => readBinary({ sfi: 1, offset: 256 }, 1)],
  ['an offset of 16 bits', () => updateBinary({ offset: 0x8000 }, AA)],
  ['no byte wanted', () => readBinary({ offset: 0 }, 0)],
  ['more than 256 wanted', () => readBinary({ offset: 0 }, 257)],
  ['no byte to write', () => updateBinary({ offset: 0 }, new Uint8Array(0))],
  ['more than 255 to write', () => updateBinary({ offset: 0 }, new Uint8Array(256))],
  ['record 0', () => readRecord(6, 0, 128)],
  ['a nonce of 8 bytes', () => internalAuthenticate(nonce.subarray(24))],
  ['a hash of 20 bytes', () => computeSettlementSignature(nonce.subarray(12))],
])('%s is the caller’s bug', (_name, build) => {
  expect(build).toThrow(RangeError);
});

test.each(COMMANDS)('%s refuses a status word that it does not list', async (_hex, command) => {
  const { transport } = scriptedTransport('6F00');
  expect(await rejection(sendCommand(transport, command))).toEqual({
    code: 'card.unexpected-status',
    detail: { command: command.name, sw: '6F00' },
  });
});

test.each([
  ['APPEND RECORD', appendRecord(6, AA), 'AA 9000', 1, 0],
  ['UPDATE BINARY', updateBinary({ offset: 0 }, AA), 'AA 9000', 1, 0],
  ['READ BINARY', readBinary({ offset: 0 }, 1), 'AABB 9000', 2, 1],
  ['READ RECORD', readRecord(6, 1, 128), 'AA 9000', 1, 128],
  ['INTERNAL AUTHENTICATE', internalAuthenticate(nonce), '9000', 0, 64],
  ['MANAGE SECURITY ENVIRONMENT', setSettlementKey(), 'AA 9000', 1, 0],
  ['PSO COMPUTE DIGITAL SIGNATURE', computeSettlementSignature(nonce), '00000001 9000', 4, 68],
  ['SELECT', selectFile(0x2f00), 'AA 9000', 1, 0],
] as const)(
  '%s refuses an answer of the wrong length',
  async (name, command, answer, bytes, expected) => {
    const { transport } = scriptedTransport(answer);
    expect(await rejection(sendCommand<unknown>(transport, command))).toEqual({
      code: 'card.unexpected-answer',
      detail: { command: name, bytes, expected },
    });
  },
);

test('answers that are no success but an answer', async () => {
  const { transport } = scriptedTransport('6A82', '6A83', 'AA 6282', '6B00');
  expect(await sendCommand(transport, selectApplication(ONECARD_AID))).toBeUndefined();
  expect(await sendCommand(transport, readRecord(6, 1, 128))).toBeUndefined();
  expect(await sendCommand(transport, readBinary({ offset: 0 }, 4))).toEqual(AA);
  expect(await sendCommand(transport, readBinary({ offset: 99 }, 4))).toHaveLength(0);
});

test('the card’s signature comes apart into counter and r ‖ s', async () => {
  const { transport } = scriptedTransport(`FFFFFFFE ${'AB'.repeat(64)} 9000`);
  const signed = await sendCommand(transport, computeSettlementSignature(nonce));
  expect(signed).toEqual({ atc: 0xffff_fffe, signature: fromHex('ab'.repeat(64)) });
});
