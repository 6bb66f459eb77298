import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/bytes.ts';
import { authenticationMessage, suiteOf } from '../../src/crypto/index.ts';
import { pcscReaders } from '../../src/reader/index.ts';
import {
  connectVpcd,
  memoryStore,
  VIRTUAL_ATR,
  VirtualCard,
  type VpcdSlot,
} from '../../src/virtual/index.ts';
import { describePcscStack } from '../support/realStack.ts';
import { SELECT_APPLICATION, send, sendAll, type Target } from '../virtual/apdus.ts';
import { logRecord, type PlainCard, plainCard, SERIAL } from '../virtual/cards.ts';
import { codeOf } from './codeOf.ts';
import { slotIsEmpty } from './slots.ts';

const run = promisify(execFile);

describePcscStack(import.meta.url, () => {
  const store = memoryStore();
  let made: PlainCard;
  let slot: VpcdSlot;

  beforeEach(async () => {
    made = await plainCard(store);
    made.card.powerDown();
    slot = await connectVpcd(made.card);
  });
  afterEach(async () => {
    await slot.close();
    await slotIsEmpty();
  });

  describe('a card through the daemon', () => {
    test('is found, and answers every read as it does in process', async () => {
      const reader = await pcscReaders().waitForCard({ timeoutMs: 20_000 });
      expect(reader.name).toBe('Virtual PCD 00 00');
      const transport = await reader.connect({ exclusive: true });
      const beside = (await VirtualCard.open(store))!;
      beside.powerUp();
      const commands = [
        '00A4000C023F00',
        '00A40000022F0000',
        SELECT_APPLICATION,
        '00B0820000',
        '00B09D0000',
        '00B0010000',
        '00B09D00000300',
        '00B2013480',
        '00B0890001',
        '00D6820001AA',
        '80CA9F7F00',
      ];
      await send(beside, SELECT_APPLICATION);
      const record = logRecord(1);
      const hosts = [beside, transport].map((card) => made.as('SETTLE', card));
      for (const host of hosts) {
        await send(host, SELECT_APPLICATION);
        expect(await send(host, '00E2003080', record)).toBe('9000');
      }
      expect(await sendAll(transport, commands)).toEqual(await sendAll(beside, commands));
      const reads = [SELECT_APPLICATION, '00B0820000', '00B2013400', '00B2023400', '00D6820001AA'];
      const [theirs, ours] = hosts as [Target, Target];
      expect(await sendAll(ours, reads)).toEqual(await sendAll(theirs, reads));
      await transport.close();
    });

    test('signs a challenge', async () => {
      const transport = await (await pcscReaders().waitForCard({ timeoutMs: 20_000 })).connect();
      await send(transport, SELECT_APPLICATION);
      const nonce = Uint8Array.from(randomBytes(32));
      const command = concat([fromHex('0088008120'), nonce, Uint8Array.of(0)]);
      const response = await transport.transmit(command);
      const message = authenticationMessage(SERIAL, nonce);
      const key = made.keys.authentication.publicKey;
      expect(suiteOf(1).verify(key, message, response.slice(0, 64))).toBe(true);
      await transport.close();
    });

    test('keeps what was written when it is put in again', async () => {
      const first = await (await pcscReaders().waitForCard({ timeoutMs: 20_000 })).connect();
      const before = made.as('SETTLE', first);
      await send(before, SELECT_APPLICATION);
      expect(await send(before, `00D68400DF${'5A'.repeat(223)}`)).toBe('9000');
      await first.close();
      await slot.close();
      await slotIsEmpty();
      slot = await connectVpcd((await VirtualCard.open(store))!);
      const second = await (await pcscReaders().waitForCard({ timeoutMs: 20_000 })).connect();
      const after = made.as('SETTLE', second);
      await send(after, SELECT_APPLICATION);
      expect(await send(after, '00B0840000')).toBe(`${'5A'.repeat(223)}9000`);
      await second.close();
    });

    test('is the same card to opensc-tool', async () => {
      await pcscReaders().waitForCard({ timeoutMs: 20_000 });
      const atr = await run('opensc-tool', ['--reader', '0', '--atr']);
      expect(atr.stdout.replaceAll(/[:\s]/g, '')).toBe(toHex(VIRTUAL_ATR));
      const sent = ['--reader', '0', '--card-driver', 'default', '--send-apdu'];
      const select = await run('opensc-tool', [...sent, SELECT_APPLICATION]);
      expect(select.stdout).toContain('SW1=0x90, SW2=0x00');
    });
  });

  describe('a card that goes', () => {
    test('pulled between two commands', async () => {
      const transport = await (await pcscReaders().waitForCard({ timeoutMs: 20_000 })).connect();
      await send(transport, SELECT_APPLICATION);
      await slot.close();
      expect(await codeOf(send(transport, '00B0810001'))).toBe('reader.card-removed');
      expect(await codeOf(send(transport, '00B0810001'))).toBe('reader.card-removed');
      await transport.close();
    });

    test('pulled in the middle of a command', async () => {
      const transport = await (await pcscReaders().waitForCard({ timeoutMs: 20_000 })).connect();
      await send(transport, SELECT_APPLICATION);
      made.card.failAt({ kind: 'cut-after', nth: 1 });
      expect(await codeOf(send(transport, '8050310008112233445566778800'))).toBe(
        'reader.card-removed',
      );
      await transport.close();
    });

    test('reset by another program', async () => {
      const reader = await pcscReaders().waitForCard({ timeoutMs: 20_000 });
      const mine = await reader.connect();
      await send(mine, SELECT_APPLICATION);
      const other = await reader.connect();
      await other.close();
      expect(await codeOf(send(mine, '00B09D0001'))).toBe('reader.card-was-reset');
      // Taken up again, nothing selected, and nothing was sent a second time.
      expect(await sendAll(mine, ['00B09D0001', SELECT_APPLICATION])).toEqual([
        '6A82',
        expect.stringMatching(/9000$/),
      ]);
      await mine.close();
    });
  });

  describe('a card that is taken', () => {
    test('exclusively', async () => {
      const reader = await pcscReaders().waitForCard({ timeoutMs: 20_000 });
      const mine = await reader.connect({ exclusive: true });
      expect(await codeOf(reader.connect())).toBe('reader.in-use');
      await mine.close();
      await (await reader.connect()).close();
    });

    test('by a transaction, which others wait for', async () => {
      const reader = await pcscReaders().waitForCard({ timeoutMs: 20_000 });
      const order: string[] = [];
      const other = await reader.connect();
      let waiting: Promise<unknown> = Promise.resolve();
      const result = await (await reader.connect()).transaction(async (card) => {
        waiting = codeOf(send(other, SELECT_APPLICATION)).then(() => order.push('other'));
        await new Promise((resolve) => setTimeout(resolve, 200));
        order.push('mine');
        return send(card, SELECT_APPLICATION);
      });
      expect(result).toMatch(/9000$/);
      await waiting;
      expect(order).toEqual(['mine', 'other']);
      await other.close();
    });
  });

  test('both slots hold a card, and the name chooses', async () => {
    const second = await plainCard();
    const slotB = await connectVpcd(second.card, { port: 35_964 });
    const found = pcscReaders().waitForCard({ timeoutMs: 20_000, reader: '00 01' });
    expect((await found).name).toBe('Virtual PCD 00 01');
    await slotB.close();
  });
});
