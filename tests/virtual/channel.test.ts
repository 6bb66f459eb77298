/** The card's end of the channel: what is counted, what ends it, and how its keys are replaced. */

import { beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { ONECARD_AID } from '../../src/card/index.ts';
import { channelKeys, encodePutKey, HostChannel, putKeyReceipt } from '../../src/crypto/index.ts';
import { encodeContents, parseContents } from '../../src/virtual/contentsFile.ts';
import { memoryStore, VirtualCard } from '../../src/virtual/index.ts';
import { protectedBy, SELECT_APPLICATION, send, sendAll, type Target } from './apdus.ts';
import { COUNTY_KEYS, type PlainCard, plainCard, SERIAL } from './cards.ts';

const INITIALIZE = (keyVersion: string) => `8050${keyVersion}0008112233445566778800`;
const store = memoryStore();
let made: PlainCard;
beforeEach(async () => {
  made = await plainCard(store);
  await send(made.card, SELECT_APPLICATION);
});

const stored = async () => parseContents((await store.load())!);

function keysOf(keyVersion: number) {
  const master = COUNTY_KEYS.channel.get(keyVersion)!;
  return channelKeys({ suite: 1, master, keyVersion, serial: SERIAL, aid: ONECARD_AID });
}

/** An open channel with a command that works, both in the card's hands. */
async function opened(): Promise<{ host: Target; read: string }> {
  const host = made.as('READ');
  const read = '00B0820004';
  expect(await send(host, read)).toMatch(/9000$/);
  return { host, read };
}

describe('counters', () => {
  test('the sequence rises with every INITIALIZE UPDATE, used or not, and outlives the power', async () => {
    const sequences = [];
    for (let time = 0; time < 3; time++) {
      const answer = await send(made.card, INITIALIZE('31'));
      sequences.push(answer.slice(-10, -4));
    }
    expect(sequences).toEqual(['000001', '000002', '000003']);
    const again = (await VirtualCard.open(store))!;
    again.powerUp();
    const [, answer] = await sendAll(again, [SELECT_APPLICATION, INITIALIZE('30')]);
    expect(answer!.slice(-10, -4)).toBe('000004');
  });

  test('a key version that the card has not costs no number', async () => {
    expect(await sendAll(made.card, [INITIALIZE('33'), INITIALIZE('38')])).toEqual([
      '6A88',
      '6A88',
    ]);
    expect((await stored()).channelSequence).toBe(0);
  });

  test('the sequence ends at its last number', async () => {
    const worn = memoryStore(encodeContents({ ...(await stored()), channelSequence: 0xff_fffe }));
    const card = (await VirtualCard.open(worn))!;
    card.powerUp();
    const commands = [SELECT_APPLICATION, INITIALIZE('31'), INITIALIZE('31')];
    const [, last, none] = await sendAll(card, commands);
    expect(last!.slice(-10)).toBe('FFFFFF9000');
    expect(none).toBe('6985');
  });

  test('a wrong proof of the host is counted; after 64 in a row only ISSUE keys open a channel', async () => {
    const guess = `8482330010${'AA'.repeat(16)}`;
    for (let count = 1; count <= 2; count++) {
      expect((await sendAll(made.card, [INITIALIZE('31'), guess])).at(-1)).toMatch(/^6(300|982)$/);
      expect((await stored()).failedAuthentications).toBe(count);
    }
    expect(await send(made.card, guess)).toBe('6985');
    await opened();
    expect((await stored()).failedAuthentications).toBe(0);

    const worn = memoryStore(encodeContents({ ...(await stored()), failedAuthentications: 63 }));
    const card = (await VirtualCard.open(worn))!;
    card.powerUp();
    await sendAll(card, [SELECT_APPLICATION, INITIALIZE('31'), guess]);
    expect(await sendAll(card, [INITIALIZE('31'), INITIALIZE('30')])).toEqual(['6983', '6983']);
    expect(await send(made.as('ISSUE', card), '00B0820004')).toMatch(/9000$/);
    expect(await send(made.as('READ', card), '00B0820004')).toMatch(/9000$/);
  });
});

describe('a channel ends', () => {
  const ENDS: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['with SELECT', () => send(made.card, SELECT_APPLICATION)],
    ['with a reset', async () => made.card.powerUp()],
    ['with the next INITIALIZE UPDATE', () => send(made.card, INITIALIZE('30'))],
    ['with a command whose MAC is wrong', () => send(made.card, `04B0820008${'00'.repeat(8)}00`)],
    ['with a command without a MAC', () => send(made.card, '04B0820000')],
  ];
  test.each(ENDS)('%s', async (_name, end) => {
    const { host, read } = await opened();
    await end();
    expect(await send(host, read)).toBe('6982');
  });

  test('and not with a command in the clear, which gets what everybody gets', async () => {
    const { host, read } = await opened();
    expect(await sendAll(made.card, ['00B0820004', '00B0810004'])).toEqual([
      '6982',
      expect.stringMatching(/9000$/),
    ]);
    expect(await send(host, read)).toMatch(/9000$/);
  });
});

test('a command sent twice is not carried out twice', async () => {
  const commands: string[] = [];
  const host = protectedBy(
    {
      transmit(command) {
        commands.push(toHex(command));
        return made.card.transmit(command);
      },
    },
    keysOf(0x31),
  );
  const record = '53'.repeat(128);
  expect(await send(host, `00E2003080${record}`)).toBe('9000');
  expect(await send(made.card, commands.at(-1)!)).toBe('6982');
  expect((await stored()).log).toHaveLength(1);
});

test('protected answers fit what goes back through a module: 239 bytes in S8, 223 in S16', async () => {
  for (const [size, bytes] of [
    ['S8', 239],
    ['S16', 223],
  ] as const) {
    const host = protectedBy(made.card, keysOf(0x30), size);
    expect(await send(host, '00B09D0000')).toHaveLength(2 * bytes + 4);
  }
});

describe('PUT KEY', () => {
  const putKey = (retired: number, newKeyVersion: number, under = 0x32) => {
    const block = encodePutKey(keysOf(under).dek, keysOf(newKeyVersion));
    return `80D8${retired.toString(16).padStart(2, '0')}8146${toHex(block)}0A`;
  };

  test('adds a generation, or replaces one, and answers with check values', async () => {
    const desk = made.as('ISSUE');
    const receipt = toHex(putKeyReceipt(keysOf(0x33))).toUpperCase();
    expect(await send(desk, putKey(0, 0x33))).toBe(`${receipt}9000`);
    expect([...(await stored()).channel.keys()]).toEqual([0x30, 0x31, 0x32, 0x33]);
    expect(await send(desk, putKey(0x31, 0x34))).toMatch(/9000$/);
    expect([...(await stored()).channel.keys()].sort((a, b) => a - b)).toEqual([
      0x30, 0x32, 0x33, 0x34,
    ]);
    expect(await send(protectedBy(made.card, keysOf(0x34)), '00B0880000')).toMatch(/9000$/);
    await expect(send(protectedBy(made.card, keysOf(0x31)), '00B0880000')).rejects.toThrow(
      'crypto.channel-refused',
    );
  });

  test.each([
    ['a key set of the other suite', () => putKey(0, 0x33).replace('814633', '814638'), '6A80'],
    ['a key set wrapped under other keys', () => putKey(0, 0x33, 0x31), '6A80'],
    ['another role’s version as the one to go', () => putKey(0x31, 0x33), '6A86'],
    ['itself as the one to go', () => putKey(0x30, 0x30), '6A86'],
    ['a block that is cut', () => '80D80081021122 0A'.replace(' ', ''), '6A80'],
  ])('%s', async (_name, command, sw) => {
    expect(await send(made.as('ISSUE'), command())).toBe(sw);
    expect([...(await stored()).channel.keys()]).toEqual([0x30, 0x31, 0x32]);
  });
});

test('the host end alone opens no other card', () => {
  const foreign = channelKeys({
    suite: 1,
    master: COUNTY_KEYS.channel.get(0x31)!,
    keyVersion: 0x31,
    serial: '9990010000000002' as typeof SERIAL,
    aid: ONECARD_AID,
  });
  const host = HostChannel.open({
    suite: 1,
    keys: foreign,
    size: 'S8',
    hostChallenge: fromHex('1122334455667788'),
  });
  return expect(
    made.card.transmit(host.initializeUpdate).then((answer) => host.finish(answer)),
  ).rejects.toThrow('crypto.channel-card-unproven');
});
