/** The module in a slot: what happens to its driver when slot, line or module fail. */

import { describe, expect, onTestFinished, test } from 'vitest';
import { concat, fromHex, toHex } from '../../../src/bytes.ts';
import {
  encodeCommand,
  pcscSam,
  SAM_AID,
  SAM_REFUSALS,
  type TransportLayer,
} from '../../../src/card/index.ts';
import { encodeStatement } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import { type SamId, SecretPin } from '../../../src/model/index.ts';
import { memoryStore, SoftSam, VirtualSam, virtualReader } from '../../../src/virtual/index.ts';
import { codeOf } from '../../reader/codeOf.ts';
import { plainCard } from '../cards.ts';
import { BODY } from './contract.ts';
import { inSlot, issuedStore } from './drivers.ts';
import { ID, module, SERIAL, statement } from './modules.ts';

const STATEMENT = encodeStatement(statement());
const SIGNATURE = new Uint8Array(64);

async function slot(...options: Parameters<typeof inSlot>) {
  const made = await inSlot(...options);
  onTestFinished(() => made.sam.close());
  return made;
}

describe('a driver in doubt begins a new session', () => {
  test('when the module was taken out and put back', async () => {
    const { sam, chip, reader } = await slot();
    const channel = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
    reader.remove();
    await expect(sam.status()).rejects.toMatchObject({
      code: 'sam.unreachable',
      detail: { rule: 'reader.card-removed' },
    });
    expect(await codeOf(sam.status())).toBe('sam.unreachable');
    expect(await sam.id()).toBe(ID);
    reader.insert(chip);
    expect((await sam.status()).id).toBe(ID);
    expect(await codeOf(channel.wrap(fromHex('00B0820000')))).toBe('sam.channel-lost');
    await channel.close();
  });

  test('when the module was reset by somebody else', async () => {
    const { sam, chip } = await slot();
    await sam.status();
    chip.powerUp();
    await expect(sam.status()).rejects.toMatchObject({ detail: { rule: 'module-was-reset' } });
    expect((await sam.status()).id).toBe(ID);
  });

  test('but not with another module in its place', async () => {
    const { sam, reader } = await slot();
    await sam.id();
    reader.remove();
    const other = memoryStore();
    await module({ id: '9990010000000A02' as SamId }, { store: other });
    reader.insert(new VirtualSam(other));
    await sam.status().catch(() => undefined);
    expect(await codeOf(sam.status())).toBe('sam.other-module');
    // The same id with another key is another module too.
    const twin = memoryStore();
    await module({}, { store: twin });
    reader.insert(new VirtualSam(twin));
    expect(await codeOf(sam.status())).toBe('sam.other-module');
  });

  test('and takes no other card for a module', async () => {
    const { card } = await plainCard();
    const reader = virtualReader(card);
    const sam = pcscSam(() => reader.connect());
    expect(await codeOf(sam.id())).toBe('sam.not-a-module');
    await sam.close();
    expect(await codeOf(sam.id())).toBe('sam.closed');
  });

  const answered = (answer: string): TransportLayer => {
    return (inner) => ({
      transmit: async (command) =>
        command[0] === 0x80 && command[3] === 2 ? fromHex(answer) : inner.transmit(command),
      close: () => inner.close(),
    });
  };

  test.each([
    ['', 'sam.unreachable'],
    ['90', 'sam.unreachable'],
    ['9000', 'crypto.cbor-malformed'],
    ['A09000', 'sam.message-malformed'],
    ['6D00', 'sam.message-malformed'],
    ['9123', 'sam.message-malformed'],
  ])('status answered by "%s"', async (answer, code) => {
    const { sam } = await slot({}, answered(answer));
    const channel = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
    expect(await codeOf(sam.status())).toBe(code);
    expect(await codeOf(channel.wrap(fromHex('00B0820000')))).toBe('sam.channel-lost');
    expect(await sam.macState(1, SERIAL, BODY)).toHaveLength(16);
  });

  test('a refusal by name is no doubt: its channels live', async () => {
    const { sam } = await slot();
    const channel = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
    const unknown = { serial: SERIAL, keyVersion: 0x35, size: 'S16' } as const;
    expect(await codeOf(sam.openChannel(unknown))).toBe('sam.key-version-unknown');
    expect(await codeOf(channel.finish(fromHex('6A88')))).toBe('crypto.channel-refused');
  });
});

describe('power cut at a signature', () => {
  test.each(['cut-before', 'cut-after'] as const)('%s: nothing is counted twice', async (kind) => {
    const { sam, chip } = await slot();
    await sam.status();
    chip.failAt({ kind, nth: 2, ins: 0x4e });
    expect(await codeOf(sam.sign(STATEMENT, 7, SIGNATURE))).toBe('sam.unreachable');
    chip.powerUp();
    expect(await sam.sign(STATEMENT, 7, SIGNATURE)).toHaveLength(64);
    const { dailySumLeft, usesLeft } = await sam.status();
    expect(dailySumLeft).toBe(137_500n);
    expect(usesLeft).toBe(kind === 'cut-before' ? 999_999 : 999_998);
  });

  test('before the PIN is compared: the try is spent', async () => {
    const pin = new SecretPin('2580');
    const { sam, chip } = await slot({ issue: { pin } });
    for (let tries = 0; tries < 2; tries++) {
      await sam.status().catch(() => undefined);
      chip.failAt({ kind: 'cut-after', nth: 1, ins: 0x20 });
      expect(await codeOf(sam.verifyPin(new SecretPin('1111')))).toBe('sam.unreachable');
      chip.powerUp();
    }
    expect(await sam.status()).toMatchObject({ pinTriesLeft: 1 });
  });
});

test('a memory that cannot be written refuses, and nothing was done', async () => {
  const store = await issuedStore();
  const sealed = {
    load: () => store.load(),
    save: () => Promise.reject(new OneCardError('virtual.card-file-damaged')),
  };
  const reader = virtualReader(new VirtualSam(sealed));
  const sam = pcscSam(() => reader.connect());
  expect(await codeOf(sam.sign(STATEMENT, 7, SIGNATURE))).toBe('sam.memory-failed');
  expect((await (await SoftSam.open(store))!.status()).usesLeft).toBe(1_000_000);
});

test('termination erases the keys for ever, and wants the PIN', async () => {
  const pin = new SecretPin('2580');
  const { sam, chip, store } = await slot({ issue: { pin } });
  expect(await codeOf(sam.terminate())).toBe('sam.pin-needed');
  await sam.verifyPin(pin);
  await sam.terminate();
  expect((await store.load())!.length).toBeLessThan(16);
  expect(await codeOf(sam.status())).toBe('sam.unreachable');
  expect(await codeOf(sam.status())).toBe('sam.terminated');
  chip.powerUp();
  expect(await codeOf(sam.sign(STATEMENT, 7, SIGNATURE))).toBe('sam.terminated');
});

describe('the application, byte by byte', () => {
  const select = concat([
    fromHex('00A40400'),
    Uint8Array.of(SAM_AID.length),
    SAM_AID,
    fromHex('00'),
  ]);

  async function powered() {
    const chip = new VirtualSam(await issuedStore({ issue: { pin: new SecretPin('2580') } }));
    chip.powerUp();
    const send = async (hex: string) => toHex(await chip.transmit(fromHex(hex))).toUpperCase();
    return { chip, send };
  }

  test('answers nothing before it is selected', async () => {
    const { send } = await powered();
    for (const command of ['80CA000100', '80CA000200', '0020000104', '80480100']) {
      expect(await send(`${command}${command === '0020000104' ? '32353830' : ''}`)).toBe('6985');
    }
    expect(await send(toHex(select))).toMatch(/^6F.*9000$/);
    expect(await send('80CA000100')).toMatch(/^9990010000000A01.*9000$/);
  });

  test.each([
    ['80CA000300', '6A88'],
    ['80CA010100', '6A86'],
    ['80CA00010101', '6700'],
    ['81CA000100', '6E00'],
    ['80CC000000', '6D00'],
    ['00CA000100', '6D00'],
    ['00A4040003A0000000', '6A82'],
    ['00A4000003A0000000', '6A86'],
    ['002000020432353830', '6A88'],
    ['002000010432353841', '6A80'],
    ['0020000103323538', '6A80'],
    ['00C0000000', '6985'],
    ['8040310908999001000000000100', '6A86'],
    ['80403110079990010000000100', '6700'],
    ['804A00030A99900100000000010102', '6A86'],
    ['804E0000010000', '6700'],
    ['804E8001010000', '6985'],
    ['80500000010000', '6700'],
    ['80500100010000', '6A86'],
    ['80CA0001000000', '6700'],
    ['804405000400B08200', '9506'],
    ['00FE000000', '6982'],
    ['00FE000100', '6A86'],
  ])('%s is answered by %s', async (command, answer) => {
    const { send } = await powered();
    await send(toHex(select));
    expect(await send(command)).toBe(answer);
  });

  test('gives an answer in parts to whoever has no room', async () => {
    const { send } = await powered();
    await send(toHex(select));
    const whole = await send('80CA000100');
    const bytes = (whole.length - 4) / 2;
    const first = await send('80CA000110');
    expect(first).toBe(`${whole.slice(0, 32)}61${(bytes - 16).toString(16).toUpperCase()}`);
    const second = await send('00C0000020');
    expect(second.slice(-4)).toBe(`61${(bytes - 48).toString(16).toUpperCase().padStart(2, '0')}`);
    const third = await send('00C0000000');
    expect(first.slice(0, -4) + second.slice(0, -4) + third).toBe(whole);
    expect(await send('00C0000000')).toBe('6985');
    // Over T=0 a command with data has no Le: everything is fetched.
    expect(await send(toHex(select.slice(0, -1)))).toMatch(/^61/);
  });

  test('takes the blocks of a signature in order alone', async () => {
    const { chip, send } = await powered();
    await send(toHex(select));
    await send('002000010432353830');
    const block = (p1: number, p2: number, length = 255) =>
      encodeCommand({ cla: 0x80, ins: 0x4e, p1, p2, data: new Uint8Array(length), ne: 0 });
    const sw = async (command: Uint8Array) => toHex(await chip.transmit(command));
    expect(await sw(block(0, 0))).toBe('9000');
    expect(await sw(block(0, 2))).toBe('6985');
    expect(await sw(block(0, 1))).toBe('6985');
    expect(await sw(block(0, 0))).toBe('9000');
    await send('80CA000200');
    expect(await sw(block(0, 1))).toBe('6985');
    for (const index of [0, 1, 2, 3]) expect(await sw(block(0, index))).toBe('9000');
    expect(await sw(block(0x80, 4, 249))).toBe('6700');
    expect(await sw(block(0x80, 0, 68))).toBe('6700');
    expect(await sw(block(0x80, 0, 100))).toMatch(/^95/);
  });

  test('keeps four channels: the oldest makes room, and its number is not given again', async () => {
    const { send } = await powered();
    await send(toHex(select));
    await send('002000010432353830');
    const open = async () => (await send('8040311008999001000000000100')).slice(0, 2);
    for (const number of ['01', '02', '03', '04', '05']) expect(await open()).toBe(number);
    expect(await send('804401000400B08200')).toBe('9506');
    expect(await send('80420200026A88')).toBe('9520');
    expect(await send('80480300')).toBe('9000');
    expect(await open()).toBe('06');
    await send(toHex(select));
    expect(await send('80460600029000')).toBe('9506');
  });
});

test('every refusal has a status word of its own', () => {
  const words = Object.values(SAM_REFUSALS);
  expect(new Set(words).size).toBe(words.length);
});
