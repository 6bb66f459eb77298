/** CTAPHID: packets, messages, the host's channel and the virtual device under hostile reports. */

import { OneCardError } from '../../src/errors/index.ts';
import {
  CTAP_MESSAGE_BYTES_MAX,
  CTAP_REPORT_BYTES,
  CTAP_TIMES,
  CtapAssembly,
  CtapChannel,
  encodeInitAnswer,
  encodePackets,
  type HidPort,
  parseInitAnswer,
  parsePacket,
} from '../../src/reader/hid/index.ts';
import { VirtualCtapReader } from '../../src/virtual/hid/index.ts';
import {
  assertThat,
  below,
  changed,
  disturbed,
  hostilePort,
  type Random,
  randomBytes,
  settled,
} from './hidBytes.ts';

export const name = 'CTAPHID';

const CHANNEL = 7;
const MESSAGE = 0x83;
const COMMANDS = [0x81, 0x83, 0x84, 0x86, 0x88, 0x90, 0x91, 0xbb, 0xbf];

/** Packets of a message of its own making, true or not quite. */
function packets(random: Random, channel: number): readonly Uint8Array[] {
  const length = below(random, 4) === 0 ? below(random, 900) : below(random, 130);
  const command = random() < 0.5 ? MESSAGE : COMMANDS[below(random, COMMANDS.length)]!;
  const whole = encodePackets({ channel, command, data: randomBytes(random, length) });
  return random() < 0.3 ? whole : disturbed(random, whole);
}

export async function run(random: Random, inputs: number): Promise<void> {
  for (let input = 0; input < inputs; input++) {
    const reports = packets(random, CHANNEL);
    await assemble(reports);
    await channel(reports);
    await initAnswer(random);
    if (input % 10 === 0) device(random);
  }
}

async function assemble(reports: readonly Uint8Array[]): Promise<void> {
  const assembly = new CtapAssembly();
  for (const report of reports) {
    const message = await settled(() => assembly.push(parsePacket(report)));
    if (message instanceof OneCardError) {
      assertThat(message.code === 'reader.hid-frame', message.code);
      return;
    }
    if (message) {
      assertThat(message.data.length <= CTAP_MESSAGE_BYTES_MAX, 'too much data');
      return;
    }
  }
}

/** The host: a true INIT, then whatever comes. */
async function channel(reports: readonly Uint8Array[]): Promise<void> {
  const hostile = hostilePort(reports);
  let init: Uint8Array | undefined;
  const port: HidPort = {
    ...hostile,
    async sendOutput(_reportId, data) {
      if (data[4] !== 0x86) return;
      const answer = { channel: CHANNEL, framingVersion: 2, capabilities: 0 };
      const nonce = data.slice(7, 15);
      const payload = encodeInitAnswer(nonce, { ...answer, deviceVersion: [1, 0, 0] });
      init = encodePackets({ channel: 0xffff_ffff, command: 0x86, data: payload })[0];
    },
    async receive(timeoutMs) {
      const report = init;
      init = undefined;
      return report ?? hostile.receive(timeoutMs);
    },
  };
  const open = await CtapChannel.open(port, { ...CTAP_TIMES, busyPauseMs: 0, busyMs: 0 });
  const answer = await settled(() => open.exchange(MESSAGE, new Uint8Array(5)));
  if (answer instanceof Uint8Array) {
    assertThat(answer.length <= CTAP_MESSAGE_BYTES_MAX, 'too much data');
  }
}

async function initAnswer(random: Random): Promise<void> {
  const nonce = randomBytes(random, 8);
  const channel = 1 + below(random, 1_000);
  const true_ = { channel, framingVersion: 2, deviceVersion: [1, 2, 3] as const, capabilities: 1 };
  const bytes = changed(random, encodeInitAnswer(nonce, true_));
  const parsed = await settled(() => parseInitAnswer(bytes, nonce));
  if (parsed && !(parsed instanceof OneCardError)) {
    assertThat(parsed.channel !== 0 && parsed.channel !== 0xffff_ffff, 'a channel of nobody');
  }
}

/** The virtual device: whatever it hears, every report it says is a packet. */
function device(random: Random): void {
  const reader = new VirtualCtapReader();
  let heard = 0;
  reader.attach({
    input(_reportId, data) {
      assertThat(data.length === CTAP_REPORT_BYTES, 'a report of another size');
      parsePacket(data);
      heard++;
    },
    unplug() {},
  });
  const nonce = encodePackets({
    channel: 0xffff_ffff,
    command: 0x86,
    data: randomBytes(random, 8),
  });
  for (const report of nonce) reader.output(0, report);
  assertThat(heard === 1, 'INIT without an answer');
  for (let message = 0; message < 8; message++) {
    for (const report of packets(random, below(random, 3))) reader.output(0, report);
  }
  reader.detach();
}
