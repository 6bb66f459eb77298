import { equalBytes, toHex } from '../../../../src/bytes.ts';
import {
  type HidProfile,
  shippedHidProfiles,
  vendorHidReaders,
} from '../../../../src/reader/hid/index.ts';
import { uhidDevice, VirtualVendorReader } from '../../../../src/virtual/hid/index.ts';
import { pattern, readerCard } from '../../../virtual/hid/cards.ts';
import { otherProfile } from '../vendor/profiles.ts';
import type { GuestCase } from './cases.ts';
import { codeOf, echo, eventsUntil, read, SELECT, withCard } from './desk.ts';

const POLL_MS = 100;

async function profile(id: string): Promise<HidProfile> {
  const found = (await shippedHidProfiles()).find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no profile ${id}`);
  return found;
}

/** Long data in both directions, in as many reports as the profile needs. */
async function longData(spoken: HidProfile, bytes: number): Promise<object> {
  const device = new VirtualVendorReader({ profile: spoken, cards: { 0: readerCard() } });
  const uhid = await uhidDevice(device);
  const data = pattern(bytes);
  const readers = vendorHidReaders({ pollMs: POLL_MS, profiles: [spoken] });
  const result = await withCard(readers, async (card, reader) => {
    const select = await card.transmit(SELECT);
    const short = await card.transmit(read(256));
    const begun = performance.now();
    const back = await card.transmit(echo(data));
    return {
      name: reader.name,
      atrHex: toHex(card.atr),
      selectHex: toHex(select),
      readBytes: short.length,
      isReadRight: equalBytes(short.slice(0, -2), pattern(256)),
      echoBytes: back.length,
      isEchoRight: equalBytes(back.slice(0, -2), data),
      longMs: Math.round(performance.now() - begun),
    };
  });
  await uhid.unplug();
  return result;
}

export const vendorCases: readonly GuestCase[] = [
  {
    name: 'vendor: select, read and long data in feature reports',
    run: async () => longData(await profile('feature-32-xor'), 3_500),
  },
  {
    name: 'vendor: select, read and long data in interrupt reports with acknowledgements',
    run: async () => longData(await profile('interrupt-64-ack'), 3_500),
  },
  {
    name: 'vendor: numbered reports of a third framing',
    // Slower to give up than in process: the guest is emulated.
    run: async () => longData({ ...(await otherProfile()), answerMs: 5_000 }, 1_200),
  },
  {
    name: 'vendor: holder and SAM slots, a card pulled out and put back',
    async run() {
      const device = new VirtualVendorReader({
        profile: await profile('feature-32-xor'),
        cards: { 0: readerCard(), 1: readerCard() },
      });
      const uhid = await uhidDevice(device);
      const readers = vendorHidReaders({ pollMs: POLL_MS });
      const result = await withCard(readers, async (holder, reader) => {
        const sam = await reader.connect({ slot: 1, exclusive: true });
        const bytes: number[] = [];
        for (let round = 0; round < 3; round++) {
          bytes.push((await holder.transmit(read(10 + round))).length);
          bytes.push((await sam.transmit(read(40 + round))).length);
        }
        device.remove(0);
        const pulled = await codeOf(holder.transmit(read(1)));
        const samBytes = (await sam.transmit(read(2))).length;
        await sam.close();
        return { bytes, pulled, samBytes, empty: await codeOf(reader.connect({ slot: 4 })) };
      });
      const none = await codeOf(readers.waitForCard({ timeoutMs: 300 }));
      device.insert(0, readerCard());
      const back = await withCard(readers, (card) => card.transmit(read(5)));
      await uhid.unplug();
      return { ...result, none, backBytes: back.length };
    },
  },
  {
    name: 'vendor: a slow card, a failing control transfer, and both survived',
    async run() {
      const device = new VirtualVendorReader({
        profile: await profile('feature-32-xor'),
        cards: { 0: readerCard() },
      });
      const uhid = await uhidDevice(device);
      const readers = vendorHidReaders({ pollMs: POLL_MS });
      device.plan({ kind: 'slow', delayMs: 1_500 });
      const slow = await withCard(readers, (card) => card.transmit(read(100)));
      const failed = await codeOf(
        withCard(readers, (card) => {
          device.plan({ kind: 'input-output-error' });
          return card.transmit(read(1));
        }),
      );
      const after = await withCard(readers, (card) => card.transmit(read(3)));
      await uhid.unplug();
      return { slowBytes: slow.length, failed, afterBytes: after.length };
    },
  },
  {
    name: 'vendor: pulled out before the answer, events in their order',
    async run() {
      const device = new VirtualVendorReader({
        profile: await profile('feature-32-xor'),
        cards: { 0: readerCard() },
      });
      await uhidDevice(device);
      const readers = vendorHidReaders({ pollMs: POLL_MS });
      let pulled: Promise<string> | undefined;
      const types = await eventsUntil(
        readers,
        (seen) => seen.includes('reader-detached'),
        (seen) => {
          if (seen.at(-1) !== 'card-in') return;
          device.plan({ kind: 'unplug', when: 'before' });
          pulled = codeOf(withCard(readers, (card) => card.transmit(read(1))));
        },
      );
      return { types, pulled: await pulled };
    },
  },
];
