import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { equalBytes } from '../../../../src/bytes.ts';
import { ctapHidReaders, nodeHidBus } from '../../../../src/reader/hid/index.ts';
import { uhidDevice, VirtualCtapReader } from '../../../../src/virtual/hid/index.ts';
import { pattern, readerCard } from '../../../virtual/hid/cards.ts';
import type { GuestCase } from './cases.ts';
import { codeOf, echo, eventsUntil, read, SELECT, withCard } from './desk.ts';

const POLL_MS = 100;
const times = { silenceMs: 1_000 };

const identity = { serialNumber: 'GUEST-1' };

/** Most data bytes of an extended command (7 bytes of header, 2 of Le) that one message carries. */
const LONGEST_DATA_BYTES = 7_609 - 9;

export const ctapCases: readonly GuestCase[] = [
  {
    name: 'ctap: listed with usage page, name and serial number',
    async run() {
      const uhid = await uhidDevice(new VirtualCtapReader({ identity }));
      const [device] = await nodeHidBus().list();
      const [reader] = await ctapHidReaders().list();
      await uhid.unplug();
      return { ...device, path: '', name: reader!.name };
    },
  },
  {
    name: 'ctap: select, read, and the longest message both ways',
    async run() {
      const uhid = await uhidDevice(new VirtualCtapReader({ identity, card: readerCard() }));
      const long = pattern(LONGEST_DATA_BYTES);
      const result = await withCard(ctapHidReaders({ pollMs: POLL_MS, times }), async (card) => {
        const select = await card.transmit(SELECT);
        const short = await card.transmit(read(256));
        const begun = performance.now();
        const back = await card.transmit(echo(long));
        const ms = Math.round(performance.now() - begun);
        const most = await card.transmit(read(7_607));
        return {
          selectHex: Buffer.from(select).toString('hex'),
          readBytes: short.length,
          isReadRight: equalBytes(short.slice(0, -2), pattern(256)),
          echoBytes: back.length,
          isEchoRight: equalBytes(back.slice(0, -2), long),
          mostBytes: most.length,
          longestMs: ms,
        };
      });
      await uhid.unplug();
      return result;
    },
  },
  {
    name: 'ctap: keepalive carries a slow card beyond the silence limit, silence ends it',
    async run() {
      const device = new VirtualCtapReader({ identity, card: readerCard() });
      const uhid = await uhidDevice(device);
      const readers = ctapHidReaders({ pollMs: POLL_MS, times });
      device.plan({ kind: 'slow', delayMs: 2_500, keepalive: true });
      device.plan({ kind: 'slow', delayMs: 2_500, keepalive: false });
      const slow = await withCard(readers, (card) => card.transmit(read(10)));
      const silent = await codeOf(withCard(readers, (card) => card.transmit(read(10))));
      const after = await withCard(readers, (card) => card.transmit(read(300)));
      await uhid.unplug();
      return { slowBytes: slow.length, silent, afterBytes: after.length };
    },
  },
  {
    name: 'ctap: two hosts at once, each on its own channel',
    async run() {
      const device = new VirtualCtapReader({ identity, card: readerCard() });
      const uhid = await uhidDevice(device);
      const hosts = [1, 2].map(() => ctapHidReaders({ pollMs: POLL_MS, times }));
      device.plan({ kind: 'slow', delayMs: 400, keepalive: true });
      const answers = await Promise.all(
        hosts.map((host, index) => withCard(host, (card) => card.transmit(read(500 + index)))),
      );
      await uhid.unplug();
      return { bytes: answers.map((answer) => answer.length) };
    },
  },
  {
    name: 'ctap: a transaction locks the device against another host',
    async run() {
      const uhid = await uhidDevice(new VirtualCtapReader({ identity, card: readerCard() }));
      const mine = ctapHidReaders({ pollMs: POLL_MS });
      const impatient = { ...times, busyMs: 300 };
      const other = ctapHidReaders({ pollMs: POLL_MS, times: impatient });
      const result = await withCard(mine, (card) =>
        card.transaction(async (transport) => {
          await transport.transmit(SELECT);
          const refused = await codeOf(withCard(other, (card2) => card2.transmit(read(1))));
          return { refused, bytes: (await transport.transmit(read(100))).length };
        }),
      );
      const after = await withCard(other, (card) => card.transmit(read(1)));
      await uhid.unplug();
      return { ...result, afterBytes: after.length };
    },
  },
  {
    name: 'ctap: pulled out in the middle of an answer, plugged in again',
    async run() {
      const readers = ctapHidReaders({ pollMs: POLL_MS, times });
      const device = new VirtualCtapReader({ identity, card: readerCard() });
      const first = await uhidDevice(device);
      device.plan({ kind: 'unplug', when: 'midway' });
      const pulled = await codeOf(withCard(readers, (card) => card.transmit(read(2_000))));
      await first.gone;
      const second = await uhidDevice(new VirtualCtapReader({ identity, card: readerCard() }));
      const again = await withCard(readers, (card) => card.transmit(read(20)));
      await second.unplug();
      return { pulled, againBytes: again.length };
    },
  },
  {
    name: 'ctap: events of plugging in and pulling out',
    async run() {
      const readers = ctapHidReaders({ pollMs: POLL_MS });
      const uhid = await uhidDevice(new VirtualCtapReader({ identity, card: readerCard() }));
      const types = await eventsUntil(
        readers,
        (seen) => seen.includes('reader-detached'),
        (seen) => {
          if (seen.at(-1) === 'card-in') void uhid.unplug();
        },
      );
      return { types };
    },
  },
  {
    name: "ctap: a stranger's host (python-fido2) drives the emulator",
    async run() {
      const uhid = await uhidDevice(new VirtualCtapReader({ identity, card: readerCard() }));
      const judge = join(dirname(process.argv[1]!), 'judge.py');
      const { stdout } = await promisify(execFile)('/usr/bin/python3', [judge], {
        timeout: 60_000,
      });
      await uhid.unplug();
      return JSON.parse(stdout) as object;
    },
  },
];
