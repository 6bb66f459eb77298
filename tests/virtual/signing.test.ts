import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { fromHex, uintBytes } from '../../src/bytes.ts';
import { authenticationMessage, cardMessage, suiteOf } from '../../src/crypto/index.ts';
import { memoryStore, VirtualCard } from '../../src/virtual/index.ts';
import { SELECT_APPLICATION, send, sendAll, type Target } from './apdus.ts';
import { type PlainCard, plainCard, SERIAL } from './cards.ts';

const SET_KEY = '002241B603840182';
const HASH = Uint8Array.from({ length: 32 }, (_, index) => index);
const SIGN = `002A9E9A20${Buffer.from(HASH).toString('hex')}`;

const store = memoryStore();
let made: PlainCard;
/** A host with the keys of a settlement. */
let settle: Target;
beforeEach(async () => {
  made = await plainCard(store);
  settle = made.as('SETTLE');
  await send(settle, SELECT_APPLICATION);
});

describe('INTERNAL AUTHENTICATE', () => {
  test('signs context, serial and nonce with key 0x81', async () => {
    const nonce = Uint8Array.from(randomBytes(32));
    const response = fromHex(
      await send(made.card, `0088008120${Buffer.from(nonce).toString('hex')}00`),
    );
    expect(response.length).toBe(66);
    const message = authenticationMessage(SERIAL, nonce);
    const { authentication, settlement } = made.keys;
    const signature = response.slice(0, 64);
    expect(suiteOf(1).verify(authentication.publicKey, message, signature)).toBe(true);
    expect(suiteOf(1).verify(settlement.publicKey, message, signature)).toBe(false);
  });

  test.each([
    ['a short nonce', `008800811F${'00'.repeat(31)}00`, '6700'],
    ['a long nonce', `0088008121${'00'.repeat(33)}00`, '6700'],
    ['no Le', `0088008120${'00'.repeat(32)}`, '6700'],
    ['an Le too small', `0088008120${'00'.repeat(32)}3F`, '6C40'],
    ['key 0x82, which signs settlements only', `0088008220${'00'.repeat(32)}00`, '6A88'],
    ['an algorithm', `0088018120${'00'.repeat(32)}00`, '6A86'],
  ])('%s', async (_name, command, sw) => {
    expect(await send(made.card, command)).toBe(sw);
  });

  test('needs the application', async () => {
    await send(made.card, '00A4000C023F00');
    expect(await send(made.card, `0088008120${'00'.repeat(32)}00`)).toBe('6985');
  });
});

describe('PSO COMPUTE DIGITAL SIGNATURE', () => {
  test('counts, then signs context, serial, counter and hash with key 0x82', async () => {
    for (const atc of [1, 2]) {
      const [set, signed] = await sendAll(settle, [SET_KEY, `${SIGN}00`]);
      expect(set).toBe('9000');
      const response = fromHex(signed!);
      expect(response.length).toBe(70);
      expect(response.slice(0, 4)).toEqual(uintBytes(atc, 4));
      const message = cardMessage(SERIAL, atc, HASH);
      const signature = response.slice(4, 68);
      expect(suiteOf(1).verify(made.keys.settlement.publicKey, message, signature)).toBe(true);
    }
  });

  test('needs the key to be set, and a reset or a selection forgets it', async () => {
    expect(await send(settle, `${SIGN}00`)).toBe('6985');
    await send(settle, SET_KEY);
    made.card.powerUp();
    expect(await sendAll(settle, [SELECT_APPLICATION, `${SIGN}00`])).toContain('6985');
    await send(settle, SET_KEY);
    expect(await sendAll(settle, [SELECT_APPLICATION, `${SIGN}00`])).toContain('6985');
  });

  test('the counter survives the power, and a refused command costs no number', async () => {
    await sendAll(settle, [SET_KEY, `${SIGN}00`]);
    expect(await send(settle, SIGN)).toBe('6700');
    const again = (await VirtualCard.open(store))!;
    again.powerUp();
    const responses = await sendAll(made.as('SETTLE', again), [
      SELECT_APPLICATION,
      SET_KEY,
      `${SIGN}44`,
    ]);
    expect(responses[2]!.slice(0, 8)).toBe('00000002');
  });

  test.each([
    ['a short hash', `002A9E9A1F${'00'.repeat(31)}00`, '6700'],
    ['another operation', `002A80869E${'00'.repeat(0x9e)}00`, '6A86'],
    ['an unknown key', '002241B603840183', '6A88'],
    ['no key reference', '002241B603830182', '6A80'],
    ['a longer template', '002241B60484018200', '6A80'],
    ['an empty template', '002241B6', '6700'],
    ['another template', '002241A403840182', '6A86'],
  ])('%s', async (_name, command, sw) => {
    expect(await send(settle, command)).toBe(sw);
  });

  test('MANAGE SECURITY ENVIRONMENT needs the application', async () => {
    await send(made.card, '00A4000C023F00');
    expect(await send(made.card, SET_KEY)).toBe('6985');
  });
});

test('the counter ends at its last number', async () => {
  const { encodeContents, parseContents } = await import('../../src/virtual/contentsFile.ts');
  const contents = parseContents((await store.load())!);
  const worn = memoryStore(encodeContents({ ...contents, atc: 0xffff_fffe }));
  const card = (await VirtualCard.open(worn))!;
  card.powerUp();
  const commands = [SELECT_APPLICATION, SET_KEY, `${SIGN}00`, `${SIGN}00`];
  const responses = await sendAll(made.as('SETTLE', card), commands);
  expect(responses[2]!.slice(0, 8)).toBe('FFFFFFFF');
  expect(responses[3]).toBe('6985');
});
