/** What every adapter to PC/SC must do, and what each says that it does not: against the real daemon. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import {
  controlCodeOf,
  type PcscCapability,
  type PcscConnection,
  type PcscContext,
  type PcscPort,
  pcscReaders,
  READER_ATTRIBUTES,
} from '../../../src/reader/index.ts';
import { PCSC_CAPABILITIES } from '../../../src/reader/pcsc/port.ts';
import { connectVpcd, VIRTUAL_ATR, type VpcdSlot } from '../../../src/virtual/index.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { SELECT_APPLICATION, send, sendAll } from '../../virtual/apdus.ts';
import { type PlainCard, plainCard } from '../../virtual/cards.ts';
import { codeOf } from '../codeOf.ts';
import { slotIsEmpty } from '../slots.ts';
import { adapters } from './adapters.ts';

const READER = 'Virtual PCD 00 00';
const OTHER = 'Virtual PCD 00 01';
/** The answer to reset by the tag of the driver interface (ifdhandler.h), the one attribute that vpcd has. */
const TAG_IFD_ATR = 0x0303;
const UNAWARE = { flags: new Set<never>(), eventCount: 0 };
const TIMEOUT_MS = 20_000;

const all = await adapters();

describePcscStack(import.meta.url, () => {
  describe.each(all)('the $name adapter', ({ name, open, capabilities, notRun }) => {
    if (notRun) {
      test(`not run: the ${name} adapter (${notRun})`, ({ skip }) => {
        if (process.env.CI === 'true') throw new Error(`${name} must run where CI=true`);
        skip(notRun);
      });
      return;
    }

    let made: PlainCard;
    let slot: VpcdSlot;
    let port: PcscPort;
    const contexts: PcscContext[] = [];

    async function context(): Promise<PcscContext> {
      const established = await port.establishContext();
      contexts.push(established);
      return established;
    }

    /** Waits until the daemon has powered the card. */
    async function cardIsIn(through: PcscContext): Promise<void> {
      const look = async () => {
        const change = await through.getStatusChange([{ readerName: READER, ...UNAWARE }], {
          timeoutMs: 0,
        });
        return change.outcome === 'changed' && change.states[0]!.flags.has('present');
      };
      await expect.poll(look, { timeout: TIMEOUT_MS }).toBe(true);
    }

    async function connected(mode: 'shared' | 'exclusive' = 'shared'): Promise<PcscConnection> {
      const through = await context();
      await cardIsIn(through);
      return through.connect(READER, mode);
    }

    beforeEach(async () => {
      port = await open();
      made = await plainCard();
      made.card.powerDown();
      slot = await connectVpcd(made.card);
    });
    afterEach(async () => {
      for (const established of contexts.splice(0)) await established.release();
      await slot.close();
      await slotIsEmpty();
    });

    test('says what it can do', () => {
      expect([...port.capabilities].sort()).toEqual([...capabilities].sort());
      const others = PCSC_CAPABILITIES.filter((one) => !capabilities.includes(one));
      expect(others.some((one) => port.capabilities.has(one))).toBe(false);
    });

    test('lists the readers', async () => {
      expect(await (await context()).listReaders()).toEqual([READER, OTHER]);
    });

    test('tells the state of a slot, full and empty, with the answer to reset', async () => {
      const through = await context();
      await cardIsIn(through);
      const wanted = [READER, OTHER].map((readerName) => ({ readerName, ...UNAWARE }));
      const change = await through.getStatusChange(wanted, { timeoutMs: 0 });
      expect(change.outcome).toBe('changed');
      const states = change.outcome === 'changed' ? change.states : [];
      expect(states.map(({ flags }) => flags.has('present'))).toEqual([true, false]);
      expect(toHex(states[0]!.atr)).toBe(toHex(VIRTUAL_ATR));
      expect(states[1]!.flags.has('empty')).toBe(true);
    });

    test('a wait ends with a change, with its time, and by its signal', async () => {
      const through = await context();
      await cardIsIn(through);
      const look = await through.getStatusChange([{ readerName: READER, ...UNAWARE }], {
        timeoutMs: 0,
      });
      const known = look.outcome === 'changed' ? look.states : [];
      expect(await through.getStatusChange(known, { timeoutMs: 50 })).toEqual({
        outcome: 'timed-out',
      });
      const stop = new AbortController();
      const aborted = through.getStatusChange(known, { timeoutMs: 60_000, signal: stop.signal });
      setTimeout(() => stop.abort(), 100);
      expect(await aborted).toEqual({ outcome: 'cancelled' });
      const waiting = through.getStatusChange(known, { timeoutMs: TIMEOUT_MS });
      await slot.close();
      const after = await waiting;
      expect(after.outcome).toBe('changed');
      const [state] = after.outcome === 'changed' ? after.states : [];
      expect(state!.flags.has('empty')).toBe(true);
      // One insertion, one removal: the counter tells a swap from a card that stayed.
      expect(state!.eventCount).toBe(known[0]!.eventCount + 1);
    });

    test('cancel ends the wait of its context', async () => {
      const through = await context();
      await cardIsIn(through);
      const look = await through.getStatusChange([{ readerName: READER, ...UNAWARE }], {
        timeoutMs: 0,
      });
      const known = look.outcome === 'changed' ? look.states : [];
      const waiting = through.getStatusChange(known, { timeoutMs: 60_000 });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await through.cancel();
      expect(await waiting).toEqual({ outcome: 'cancelled' });
      // The next one is not what was cancelled.
      expect(await through.getStatusChange(known, { timeoutMs: 150 })).toEqual({
        outcome: 'timed-out',
      });
    });

    test('exchanges commands, in the order in which they were made', async () => {
      const connection = await connected();
      const command = fromHex(SELECT_APPLICATION);
      const answers = [connection.transmit(command), connection.transmit(fromHex('00B0810008'))];
      // The caller may use its array again at once.
      command.fill(0);
      expect((await Promise.all(answers)).map(toHex)).toEqual([
        '6f058401f050009000',
        '5382000745462e439000',
      ]);
      expect(await connection.status()).toEqual({ protocol: 'T=1', atr: VIRTUAL_ATR });
    });

    test('an answer of 256 bytes, and an extended one', async () => {
      const connection = await connected();
      await send(connection, SELECT_APPLICATION);
      const [short, extended] = await sendAll(connection, ['00B09D0000', '00B09D00000200']);
      expect(short).toMatch(/^.{512}9000$/);
      expect(extended).toMatch(/^.{1024}9000$/);
    });

    test('an exclusive connection keeps others out, and a second one after it is let in', async () => {
      const mine = await connected('exclusive');
      const others = await context();
      expect(await codeOf(others.connect(READER, 'shared'))).toBe('reader.in-use');
      await mine.disconnect();
      await mine.disconnect();
      const other = await others.connect(READER, 'shared');
      expect(await send(other, SELECT_APPLICATION)).toMatch(/9000$/);
      await other.disconnect('reset');
    });

    test('says what is missing', async () => {
      const through = await context();
      expect(await codeOf(through.connect(OTHER, 'shared'))).toBe('reader.no-card');
      expect(await codeOf(through.connect('Nowhere', 'shared'))).toBe('reader.unknown-reader');
      const wait = through.getStatusChange([{ readerName: 'Nowhere', ...UNAWARE }], {
        timeoutMs: 0,
      });
      expect(await codeOf(wait)).toBe('reader.unknown-reader');
    });

    test('a context that is given back gives its connections back', async () => {
      const through = await context();
      await cardIsIn(through);
      await through.connect(READER, 'exclusive');
      await through.release();
      const other = await (await context()).connect(READER, 'exclusive');
      await other.disconnect();
    });

    test('a command on a connection that is closed is refused', async () => {
      const connection = await connected();
      await connection.disconnect();
      expect(await codeOf(send(connection, SELECT_APPLICATION))).toBe('reader.connection-closed');
    });

    test('a card that another has reset says so', async () => {
      const mine = await connected();
      await send(mine, SELECT_APPLICATION);
      const other = await (await context()).connect(READER, 'shared');
      await other.disconnect('reset');
      expect(await codeOf(send(mine, '00B0810001'))).toBe('reader.card-was-reset');
    });

    test('a card that is pulled is gone', async () => {
      const connection = await connected();
      await send(connection, SELECT_APPLICATION);
      await slot.close();
      const look = () => codeOf(connection.status());
      await expect.poll(look, { timeout: TIMEOUT_MS }).toBe('reader.card-removed');
      expect(await codeOf(send(connection, SELECT_APPLICATION))).toBe('reader.card-removed');
    });

    test('a signal drops a command that waits, and lets the one before it end', async () => {
      const connection = await connected();
      const stop = new AbortController();
      const first = send(connection, SELECT_APPLICATION);
      const second = connection.transmit(fromHex('00B0810001'), { signal: stop.signal });
      stop.abort();
      expect(await codeOf(second)).toBe('reader.wait-aborted');
      expect(await first).toMatch(/9000$/);
    });

    describe('capabilities', () => {
      const row = (capability: PcscCapability, what: string, run: () => Promise<void>) =>
        test(`${capability}: ${capabilities.includes(capability) ? what : 'refused by name'}`, run);

      row('transactions', 'others wait until it ends', async () => {
        const connection = await connected();
        const transaction = connection.startTransaction(async () => {
          await send(connection, SELECT_APPLICATION);
          return undefined;
        });
        const expected = capabilities.includes('transactions')
          ? 'resolved'
          : 'reader.adapter-cannot';
        expect(await codeOf(transaction)).toBe(expected);
      });

      row('transactions', 'over an exclusive connection every adapter has them', async () => {
        await cardIsIn(await context());
        const [reader] = await pcscReaders({ openPort: async () => port }).list();
        for (const exclusive of [false, true]) {
          const connection = await reader!.connect({ exclusive });
          const transaction = connection.transaction((card) => send(card, SELECT_APPLICATION));
          const works = exclusive || capabilities.includes('transactions');
          expect(await codeOf(transaction)).toBe(works ? 'resolved' : 'reader.adapter-cannot');
          await connection.close();
        }
      });

      row('reconnect', 'a handle whose card was reset is taken up again', async () => {
        const mine = await connected();
        const other = await (await context()).connect(READER, 'shared');
        await other.disconnect('reset');
        expect(await codeOf(send(mine, SELECT_APPLICATION))).toBe('reader.card-was-reset');
        const taken = await codeOf(mine.reconnect('leave'));
        if (capabilities.includes('reconnect')) {
          expect(taken).toBe('resolved');
          expect(await send(mine, SELECT_APPLICATION)).toMatch(/9000$/);
        } else {
          expect(taken).toBe('reader.adapter-cannot');
          expect(await codeOf(send(mine, SELECT_APPLICATION))).toBe('reader.card-was-reset');
        }
      });

      row('attributes', 'the answer to reset, and a name for what is not there', async () => {
        const connection = await connected();
        const atr = connection.getAttribute(TAG_IFD_ATR);
        if (capabilities.includes('attributes')) {
          expect(toHex(await atr)).toBe(toHex(VIRTUAL_ATR));
          expect(await codeOf(connection.getAttribute(READER_ATTRIBUTES.vendorName))).toBe(
            'reader.not-supported',
          );
        } else {
          expect(await codeOf(atr)).toBe('reader.adapter-cannot');
        }
      });

      row('control', 'a code that the driver does not know is refused by name', async () => {
        const connection = await connected();
        const code = controlCodeOf(3500, process.platform);
        const answer = await codeOf(connection.control(code, Uint8Array.of(1, 2, 3)));
        expect(answer).toBe('reader.not-supported');
        // The handle is as good as before.
        expect(await send(connection, SELECT_APPLICATION)).toMatch(/9000$/);
      });
    });
  });
});
