/** The module in the second slot of a real PC/SC daemon, alone and beside a card in the first. */

import { describe, expect, onTestFinished, test } from 'vitest';
import { type PcscSam, pcscSam } from '../../../src/card/index.ts';
import type { Bill } from '../../../src/model/index.ts';
import { pcscReaders } from '../../../src/reader/index.ts';
import { openTerminal, systemClock } from '../../../src/terminal/index.ts';
import {
  connectVpcd,
  fileStore,
  type InsertableCard,
  VirtualSam,
  VPCD_PORT,
  type VpcdSlot,
} from '../../../src/virtual/index.ts';
import { codeOf } from '../../reader/codeOf.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { demoBill, temporaryFolder, testWorld } from '../../support/world.ts';
import { describeSamChannel } from './channelContract.ts';
import { describeSam } from './contract.ts';
import { issuedStore, type MakeDriver } from './drivers.ts';

const CARD_SLOT = '00 00';
const SAM_SLOT = '00 01';
const WAIT_MS = 20_000;

async function slotIs(slot: string, state: 'full' | 'empty'): Promise<void> {
  const look = async () => {
    const readers = pcscReaders();
    const code = await codeOf(readers.waitForCard({ timeoutMs: 0, reader: slot }));
    await readers.close();
    return code === 'reader.no-card' ? 'empty' : 'full';
  };
  await expect.poll(look, { timeout: WAIT_MS }).toBe(state);
}

async function insert(chip: InsertableCard, slot: string): Promise<VpcdSlot> {
  const port = slot === CARD_SLOT ? VPCD_PORT : VPCD_PORT + 1;
  const seat = await connectVpcd(chip, { port });
  await slotIs(slot, 'full');
  return seat;
}

function connectTo(slot: string) {
  return async () => {
    const readers = pcscReaders();
    onTestFinished(() => readers.close());
    const reader = await readers.waitForCard({ timeoutMs: 0, reader: slot });
    return reader.connect({ exclusive: true });
  };
}

const throughDaemon: MakeDriver = async (options = {}) => {
  const { clock } = options;
  const chip = new VirtualSam(await issuedStore(options), clock ? { clock } : {});
  const seat = { is: await insert(chip, SAM_SLOT) };
  const sam = pcscSam(connectTo(SAM_SLOT));
  const leave = async () => {
    await seat.is.close();
    await slotIs(SAM_SLOT, 'empty');
  };
  return {
    sam,
    async restart() {
      await leave();
      seat.is = await insert(chip, SAM_SLOT);
    },
    async close() {
      await sam.close();
      await leave();
    },
  };
};

describePcscStack(import.meta.url, () => {
  describeSam('through pcscd', throughDaemon);
  describeSamChannel('through pcscd', throughDaemon);

  describe('beside a card', () => {
    async function desk() {
      const world = await testWorld(await temporaryFolder());
      const chip = new VirtualSam(fileStore(world.files.sam), { clock: systemClock });
      const seat = { is: await insert(chip, SAM_SLOT) };
      const card = await insert(await world.card('yinjiang'), CARD_SLOT);
      const sam = pcscSam(connectTo(SAM_SLOT));
      onTestFinished(async () => {
        await sam.close();
        await card.close();
        await seat.is.close();
        await slotIs(CARD_SLOT, 'empty');
        await slotIs(SAM_SLOT, 'empty');
      });
      return { world, chip, seat, sam };
    }

    async function tapWith(
      { world }: Awaited<ReturnType<typeof desk>>,
      sam: PcscSam,
      bill: Bill,
      onStep: (step: string) => void = () => {},
    ) {
      const terminal = openTerminal({ ...world.equipment, sam, onStep });
      const transport = await connectTo(CARD_SLOT)();
      try {
        return await terminal.settle(transport, bill);
      } finally {
        await transport.close();
      }
    }

    test('settles a whole visit', async () => {
      const made = await desk();
      const before = await made.sam.status();
      const bill = await demoBill('yinjiang', 'SAM-1');
      const result = await tapWith(made, made.sam, bill);
      expect(result).toMatchObject({
        outcome: 'settled',
        confirmation: { outcome: 'confirmed' },
        entry: { signed: { statement: { samId: await made.sam.id() } } },
      });
      const after = await made.sam.status();
      expect(after.dailySumLeft).toBeLessThan(before.dailySumLeft);
      expect(after.usesLeft).toBeLessThan(before.usesLeft);
    });

    test('is taken out in the middle: told by name, and the next tap finishes', async () => {
      const made = await desk();
      const bill = await demoBill('yinjiang', 'SAM-2');
      let left: Promise<void> | undefined;
      const result = await tapWith(made, made.sam, bill, (step) => {
        if (step === 'centre-settled') left = made.seat.is.close();
      });
      expect(result).toMatchObject({
        outcome: 'card-pending',
        cause: { code: 'sam.unreachable' },
      });
      await left;
      await slotIs(SAM_SLOT, 'empty');
      expect(await codeOf(tapWith(made, made.sam, bill))).toBe('sam.unreachable');
      made.seat.is = await insert(made.chip, SAM_SLOT);
      const again = await tapWith(made, made.sam, bill);
      expect(again).toMatchObject({ outcome: 'already-settled' });
      expect(again.finished).toHaveLength(1);
    });
  });
});
