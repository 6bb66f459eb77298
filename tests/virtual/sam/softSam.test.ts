import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../../src/bytes.ts';
import { encodeState, ONECARD_AID } from '../../../src/card/index.ts';
import {
  cmac,
  diversifyAn10922,
  encodeStatement,
  settlementHash,
  suiteOf,
  terminalMessage,
} from '../../../src/crypto/index.ts';
import { type CardSerial, type SamId, SecretPin } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import { generateCountyKeys, memoryStore, SoftSam } from '../../../src/virtual/index.ts';
import { ID, KEYS, keyOf, module, NOW, SERIAL, statement } from './modules.ts';

const OTHER = '9990010000000002' as CardSerial;
const BODY = encodeState({
  sequence: 0,
  attempt: 1,
  usage: { year: 2026, deductibleMet: amount(0n), benefitDrawn: amount(0n), admissions: 0 },
  writtenAt: NOW,
  samId: ID,
  logHash: new Uint8Array(32),
  offline: { count: 0, sum: amount(0n), centreMetAt: NOW },
});
const CHANGED = BODY.with(BODY.length - 1, BODY.at(-1)! ^ 1);

describe('state proof', () => {
  test("is the CMAC of serial and body under the card's own key", async () => {
    const input = concat([fromHex(SERIAL), ONECARD_AID, utf8('STATE')]);
    const key = diversifyAn10922(keyOf(0x51), input);
    const expected = cmac(1, key, concat([fromHex(SERIAL), BODY]));
    expect(await (await module()).macState(1, SERIAL, BODY)).toEqual(expected);
  });

  test('holds for this card and this body alone', async () => {
    const sam = await module();
    const mac = await sam.macState(1, SERIAL, BODY);
    expect(await sam.checkState(1, SERIAL, BODY, mac)).toBe(true);
    expect(await sam.checkState(1, OTHER, BODY, mac)).toBe(false);
    expect(await sam.checkState(1, SERIAL, CHANGED, mac)).toBe(false);
    for (let index = 0; index < mac.length; index++) {
      const changed = mac.with(index, mac[index]! ^ 1);
      expect(await sam.checkState(1, SERIAL, BODY, changed)).toBe(false);
    }
    expect(await sam.checkState(1, SERIAL, BODY, mac.slice(0, 15))).toBe(false);
    expect(await sam.checkState(1, SERIAL, BODY, new Uint8Array(0))).toBe(false);
  });

  test('is shared by the modules of one county, and by no other', async () => {
    const mac = await (await module()).macState(1, SERIAL, BODY);
    expect(await (await module()).checkState(1, SERIAL, BODY, mac)).toBe(true);
    const random = { bytes: (count: number) => Uint8Array.from(randomBytes(count)) };
    const stranger = await module({ keys: generateCountyKeys(random) });
    expect(await stranger.checkState(1, SERIAL, BODY, mac)).toBe(false);
  });

  test('is made for a state and for no other bytes', async () => {
    const made = (await module()).macState(1, SERIAL, utf8('state body'));
    await expect(made).rejects.toThrow('card.malformed-file');
  });
});

describe('signature', () => {
  const bytes = encodeStatement(statement());
  const cardSignature = Uint8Array.from(randomBytes(64));

  test('is over context, hash, counter and the card’s signature, hashed by the module itself', async () => {
    const sam = await module();
    const signature = await sam.sign(bytes, 7, cardSignature);
    const hash = settlementHash(suiteOf(1), statement());
    const message = terminalMessage(hash, 7, cardSignature);
    expect(suiteOf(1).verify(await sam.publicKey(), message, signature)).toBe(true);
    const other = terminalMessage(hash, 8, cardSignature);
    expect(suiteOf(1).verify(await sam.publicKey(), other, signature)).toBe(false);
    expect(suiteOf(1).verify(await (await module()).publicKey(), message, signature)).toBe(false);
  });

  test('is refused for anything but a statement and a signature', async () => {
    const sam = await module();
    await expect(sam.sign(bytes.slice(1), 7, cardSignature)).rejects.toThrow('crypto.');
    await expect(sam.sign(new Uint8Array(32), 7, cardSignature)).rejects.toThrow('crypto.');
    await expect(sam.sign(bytes, 2 ** 32, cardSignature)).rejects.toThrow(RangeError);
    await expect(sam.sign(bytes, 7, cardSignature.slice(1))).rejects.toThrow(RangeError);
    expect((await sam.status()).usesLeft).toBe(1_000_000);
  });
});

describe('what it must not forget', () => {
  test('is in its store: keys, limits, counters and PIN tries survive a restart', async () => {
    const store = memoryStore();
    const sam = await module({ pin: new SecretPin('2580') }, { store });
    expect(await sam.verifyPin(new SecretPin('0000'))).toEqual({ outcome: 'wrong', triesLeft: 2 });
    expect(await sam.verifyPin(new SecretPin('2580'))).toEqual({ outcome: 'verified' });
    await sam.sign(encodeStatement(statement()), 1, new Uint8Array(64));
    const mac = await sam.macState(1, SERIAL, BODY);
    await sam.verifyPin(new SecretPin('0000'));

    const again = (await SoftSam.open(store))!;
    expect(await again.id()).toBe(ID);
    expect(await again.publicKey()).toEqual(await sam.publicKey());
    expect(await again.status()).toEqual({
      id: ID,
      role: 'SETTLE',
      suite: 1,
      keyVersions: [0x30, 0x31, 0x32],
      expiresOn: '2027-03-09',
      pin: 'needed',
      pinTriesLeft: 2,
      usesLeft: 999_998,
      dailySumLeft: 137_500n,
    });
    await expect(again.macState(1, SERIAL, BODY)).rejects.toThrow('sam.pin-needed');
    await again.verifyPin(new SecretPin('2580'));
    expect(await again.macState(1, SERIAL, BODY)).toEqual(mac);
  });

  test('is shared by two programs that have one store', async () => {
    const store = memoryStore();
    await module({ pin: new SecretPin('2580') }, { store });
    const [first, second] = [(await SoftSam.open(store))!, (await SoftSam.open(store))!];
    await first.verifyPin(new SecretPin('1111'));
    await second.verifyPin(new SecretPin('1111'));
    expect(await first.verifyPin(new SecretPin('1111'))).toEqual({ outcome: 'blocked' });
    expect(await second.verifyPin(new SecretPin('2580'))).toEqual({ outcome: 'blocked' });
  });

  test('a changed file is refused', async () => {
    const store = memoryStore();
    await module({}, { store });
    const bytes = (await store.load())!;
    for (const bad of [bytes.slice(1), bytes.slice(0, -1), concat([bytes, bytes])]) {
      await expect(SoftSam.open(memoryStore(bad))).rejects.toThrow('virtual.card-file-damaged');
    }
    expect(await SoftSam.open(memoryStore())).toBeUndefined();
  });
});

test('its secrets are never printed', async () => {
  const sam = await module({ pin: new SecretPin('258025') });
  const printed = [String(sam), JSON.stringify({ sam }), inspect(sam, { depth: 9 })];
  expect(printed).toEqual(['[secret]', '{"sam":"[secret]"}', '[secret]']);
  expect(inspect(sam, { showHidden: true })).not.toContain(toHex(new Uint8Array(16).fill(0x51)));
  const pin = new SecretPin('258025');
  expect([String(pin), JSON.stringify({ pin }), inspect(pin)].join()).not.toContain('258025');
  expect(() => new SecretPin('25802x')).toThrow(RangeError);
  expect(() => new SecretPin('123')).toThrow(RangeError);
});

test("an id of another form is the caller's bug", async () => {
  await expect(module({ id: 'abc' as SamId, keys: KEYS })).rejects.toThrow(TypeError);
});
