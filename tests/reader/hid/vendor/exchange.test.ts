/** The exchange against a reader whose every report is written here. */

import { expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../../../src/bytes.ts';
import { type HidPort, type HidProfile, InputQueue } from '../../../../src/reader/hid/index.ts';
import { VendorExchange } from '../../../../src/reader/hid/vendor/exchange.ts';
import { pattern } from '../../../virtual/hid/cards.ts';
import { codeOf } from '../../codeOf.ts';
import { otherProfile, shipped } from './profiles.ts';

/** A report that begins with `hex` and is filled up. */
function report(hex: string, bytes: number): Uint8Array {
  const filled = new Uint8Array(bytes);
  filled.set(fromHex(hex));
  return filled;
}

/** A port that answers each report it is sent by `answers`, in their order. */
function scripted(answers: readonly (readonly Uint8Array[])[]): {
  readonly port: HidPort;
  readonly input: InputQueue;
  readonly sent: string[];
} {
  const input = new InputQueue();
  const sent: string[] = [];
  const left = [...answers];
  const features: Uint8Array[] = [];
  const port: HidPort = {
    async sendOutput(_reportId, data) {
      sent.push(toHex(data.slice(0, 4)));
      for (const answer of left.shift() ?? []) input.push(answer);
    },
    async sendFeature(_reportId, data) {
      sent.push(toHex(data.slice(0, 4)));
      features.push(...(left.shift() ?? []));
    },
    getFeature: async (_reportId, lengthBytes) => features.shift() ?? new Uint8Array(lengthBytes),
    receive: (timeoutMs) => input.receive(timeoutMs),
    assertOpen() {},
    discard: () => input.discard(),
    close: async () => undefined,
  };
  return { port, input, sent };
}

function asked(profile: HidProfile, port: HidPort, data?: Uint8Array): Promise<unknown> {
  return new VendorExchange(port, profile).request(profile.slots[0]!, 'apdu', data);
}

test('feature reports: "not yet" is asked again, up to the profile’s time', async () => {
  const profile = { ...(await shipped('feature-32-xor')), answerMs: 100 };
  const pending = new Uint8Array(32);
  const answer = report('0202000200' + '9000', 32);
  const { port } = scripted([[pending, pending, pending, answer]]);
  expect(await asked(profile, port)).toMatchObject({ meaning: 'ok', body: fromHex('9000') });
  expect(await codeOf(asked(profile, scripted([]).port))).toBe('reader.call-timed-out');
});

test('a reply that is followed by a report of fill alone is refused', async () => {
  const profile = await shipped('feature-32-xor');
  const { port } = scripted([[report('82020002009000', 32), report('02', 32)]]);
  await expect(asked(profile, port)).rejects.toMatchObject({
    code: 'reader.hid-frame',
    detail: { rule: 'message-too-long' },
  });
});

test('each fragment but the last waits for its acknowledgement, and nothing else', async () => {
  const profile = await shipped('interrupt-64-ack');
  const acknowledgement = report('ff', 64);
  const answer = report('06006f90009000', 64);
  const long = pattern(150);
  const good = scripted([[acknowledgement], [acknowledgement], [answer]]);
  expect(await asked(profile, good.port, long)).toMatchObject({ body: fromHex('9000') });
  expect(good.sent.map((hex) => hex.slice(0, 4))).toEqual(['3f02', '3fc1', '1cc2']);
  const bad = scripted([[acknowledgement], [answer], [answer]]);
  await expect(asked(profile, bad.port, long)).rejects.toMatchObject({
    detail: { rule: 'acknowledgement' },
  });
  expect(bad.sent).toHaveLength(2);
  expect(await codeOf(asked(profile, scripted([]).port, long))).toBe('reader.call-timed-out');
});

test('every fragment of a reply but the last is acknowledged', async () => {
  const profile = await shipped('interrupt-64-ack');
  const first = concat([fromHex('3f016f9000'), pattern(59)]);
  const last = report('03c19000', 64);
  const { port, sent } = scripted([[first], [last]]);
  expect(await asked(profile, port)).toMatchObject({
    body: concat([pattern(59), fromHex('9000')]),
  });
  expect(sent).toEqual(['02006f00', 'ff000000']);
});

test('a reply to another command, such as an older one, is refused', async () => {
  const profile = await shipped('interrupt-64-ack');
  const { port } = scripted([[report('06006290009000', 64)]]);
  await expect(asked(profile, port)).rejects.toMatchObject({ detail: { rule: 'command-echo' } });
  const other = await otherProfile();
  // Slot 11 instead of 01.
  const strange = scripted([[report('067e0a1100050000900085', 25)]]);
  await expect(asked(other, strange.port)).rejects.toMatchObject({
    detail: { framing: 'other-framing' },
  });
});

test('what arrived before the question is no answer to it', async () => {
  const profile = await shipped('interrupt-64-ack');
  const { port, input } = scripted([[report('06006f90009000', 64)]]);
  input.push(report('06006f90006f00', 64));
  expect(await asked(profile, port)).toMatchObject({ body: fromHex('9000') });
});

test('reports of another number, such as key presses, are passed over', async () => {
  const profile = await otherProfile();
  // 01 ^ 00 ^ 05 ^ 00 ^ 00 ^ 90 ^ 00 = 94
  const answer = report('067e08010005000090' + '0094', 25);
  const { port } = scripted([[report('01ff', 25), answer]]);
  expect(await asked(profile, port)).toMatchObject({ meaning: 'ok', body: fromHex('9000') });
});

test('a command that the profile does not have is the caller’s bug', async () => {
  const profile = await otherProfile();
  const exchange = new VendorExchange(scripted([]).port, profile);
  await expect(exchange.request(profile.slots[0]!, 'status')).rejects.toThrow(RangeError);
});
