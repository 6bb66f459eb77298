/** The host's channel against a device whose every report is written here. */

import { expect, test } from 'vitest';
import { concat, fromHex } from '../../../../src/bytes.ts';
import {
  CTAP_COMMANDS,
  CtapChannel,
  CtapRefusal,
  type CtapTimes,
  encodeInitAnswer,
  encodePackets,
  type HidPort,
  InputQueue,
} from '../../../../src/reader/hid/index.ts';
import { codeOf } from '../../codeOf.ts';
import { TIMES } from '../desk.ts';

const CHANNEL = 5;

interface Script {
  readonly port: HidPort;
  readonly input: InputQueue;
  /** First bytes of every report that the host sent: channel and command or sequence. */
  readonly sent: string[];
}

/** Answers INIT, and whatever else by `answer`. */
function scripted(answer: (input: InputQueue) => void, capabilities = 0): Script {
  const input = new InputQueue();
  const sent: string[] = [];
  const port: HidPort = {
    async sendOutput(_reportId, data) {
      sent.push(Buffer.from(data.subarray(0, 5)).toString('hex'));
      if (data[4] !== CTAP_COMMANDS.init) return answer(input);
      const device = { framingVersion: 2, deviceVersion: [1, 0, 0] as const, capabilities };
      const init = encodeInitAnswer(data.slice(7, 15), { channel: CHANNEL, ...device });
      push(input, 0xffffffff, CTAP_COMMANDS.init, init);
    },
    sendFeature: async () => undefined,
    getFeature: async () => new Uint8Array(0),
    receive: (timeoutMs) => input.receive(timeoutMs),
    assertOpen() {},
    discard: () => input.discard(),
    close: async () => undefined,
  };
  return { port, input, sent };
}

function push(input: InputQueue, channel: number, command: number, data: Uint8Array): void {
  for (const packet of encodePackets({ channel, command, data })) input.push(packet);
}

const OK = fromHex('9000');
const times = (own: Partial<CtapTimes> = {}): CtapTimes => ({ ...TIMES, ...own });

async function exchanged(script: Script, own?: Partial<CtapTimes>): Promise<unknown> {
  const channel = await CtapChannel.open(script.port, times(own));
  return channel.exchange(CTAP_COMMANDS.message, fromHex('00a40000'));
}

test('what was owed to an earlier question is forgotten before the next one', async () => {
  const script = scripted((input) => push(input, CHANNEL, CTAP_COMMANDS.message, OK));
  const channel = await CtapChannel.open(script.port, times());
  push(script.input, CHANNEL, CTAP_COMMANDS.message, fromHex('6f00'));
  script.input.push(concat([fromHex('0000000500'), new Uint8Array(59)]));
  expect(await channel.exchange(CTAP_COMMANDS.message, OK)).toEqual(OK);
});

test('a KEEPALIVE grants the whole silence again, not the gap between two packets', async () => {
  const script = scripted((input) => {
    push(input, CHANNEL, CTAP_COMMANDS.keepalive, Uint8Array.of(1));
    setTimeout(() => push(input, CHANNEL, CTAP_COMMANDS.message, OK), 80);
  });
  expect(await exchanged(script, { silenceMs: 1_000, packetGapMs: 10 })).toEqual(OK);
});

test.each([0, 3, 255])('a KEEPALIVE with the status %i is no KEEPALIVE', async (status) => {
  const script = scripted((input) =>
    push(input, CHANNEL, CTAP_COMMANDS.keepalive, Uint8Array.of(status)),
  );
  await expect(exchanged(script)).rejects.toMatchObject({ detail: { rule: 'keepalive-status' } });
});

test('an answer to another command, or an ERROR without its byte, breaks the framing', async () => {
  const other = scripted((input) => push(input, CHANNEL, CTAP_COMMANDS.ping, OK));
  await expect(exchanged(other)).rejects.toMatchObject({ detail: { rule: 'answer-command' } });
  const empty = scripted((input) => push(input, CHANNEL, CTAP_COMMANDS.error, new Uint8Array(0)));
  await expect(exchanged(empty)).rejects.toMatchObject({ detail: { rule: 'error-length' } });
});

test('an ERROR that no table names is handed on by its number', async () => {
  const script = scripted((input) =>
    push(input, CHANNEL, CTAP_COMMANDS.error, Uint8Array.of(0x42)),
  );
  const refusal = await exchanged(script);
  expect(refusal).toBeInstanceOf(CtapRefusal);
  expect((refusal as CtapRefusal).toError()).toMatchObject({
    code: 'reader.hid-refused',
    detail: { error: 'unlisted', code: 0x42 },
  });
});

test('a wait that runs out is ended with CANCEL', async () => {
  const script = scripted(() => undefined);
  expect(await codeOf(exchanged(script, { silenceMs: 20 }))).toBe('reader.call-timed-out');
  expect(script.sent).toEqual(['ffffffff86', '0000000583', '0000000591']);
});

test('KEEPALIVE for ever ends with the exchange', async () => {
  const script = scripted((input) => {
    const timer = setInterval(() => {
      push(input, CHANNEL, CTAP_COMMANDS.keepalive, Uint8Array.of(2));
    }, 10);
    setTimeout(() => clearInterval(timer), 400);
  });
  const begun = performance.now();
  expect(await codeOf(exchanged(script, { exchangeMs: 100 }))).toBe('reader.call-timed-out');
  expect(performance.now() - begun).toBeLessThan(300);
});

test('a busy device is asked again, and given up in time', async () => {
  let refusals = 2;
  const script = scripted((input) => {
    const isBusy = refusals-- > 0;
    const command = isBusy ? CTAP_COMMANDS.error : CTAP_COMMANDS.message;
    push(input, CHANNEL, command, isBusy ? Uint8Array.of(6) : OK);
  });
  expect(await exchanged(script)).toEqual(OK);
  refusals = 1_000;
  const refusal = await exchanged(script, { busyMs: 50 });
  expect((refusal as CtapRefusal).toError().code).toBe('reader.in-use');
});

test('an INIT that nobody answers is asked three times', async () => {
  const script = scripted(() => undefined);
  const deaf: HidPort = {
    ...script.port,
    sendOutput: async () => void script.sent.push('INIT'),
    receive: async () => undefined,
  };
  expect(await codeOf(CtapChannel.open(deaf))).toBe('reader.call-timed-out');
  expect(script.sent).toEqual(['INIT', 'INIT', 'INIT']);
});

test('a lock is for 0 to 10 seconds', async () => {
  const channel = await CtapChannel.open(scripted(() => undefined).port, times());
  await expect(channel.lock(11)).rejects.toThrow(RangeError);
  await expect(channel.lock(0.5)).rejects.toThrow(RangeError);
});
