import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { TestCardConsent } from '../../../src/card/trace/consent.ts';
import { recordCard } from '../../../src/card/trace/recordCard.ts';
import { parseRecording, renderRecording } from '../../../src/card/trace/recording.ts';
import { replayCard } from '../../../src/card/trace/replayCard.ts';
import type { CardTransport } from '../../../src/card/transport.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';

const CONSENT = TestCardConsent.virtualCard();

async function record(commands: readonly string[], card: CardTransport) {
  const transport = recordCard(card, CONSENT, { atr: fromHex('3B8080'), protocol: 'T=0' });
  for (const command of commands) await transport.transmit(fromHex(command)).catch(() => {});
  return transport.recording();
}

test('what was recorded plays back through its text', async () => {
  const recording = await record(['00A4040000', '00B0810000'], scriptedCard(['9000', 'A5A56282']));
  const text = renderRecording(recording);
  expect(text).toContain(
    '# CARD: virtual card\n# ATR: 3B8080\n# PROTOCOL: T=0\n> 00A4040000\n< 9000\n',
  );
  const replay = replayCard(parseRecording(text));
  expect(toHex(await replay.transmit(fromHex('00A4040000')))).toBe('9000');
  expect(replay.left).toBe(1);
  expect(toHex(await replay.transmit(fromHex('00B0810000')))).toBe('a5a56282');
  replay.assertFinished();
});

test('a failure is recorded by its code and plays back as that failure', async () => {
  const failing: CardTransport = {
    transmit: async () => {
      throw new OneCardError('reader.card-removed', { reader: 'x' });
    },
    close: async () => {},
  };
  const replay = replayCard(await record(['00B0810000'], failing));
  await expect(replay.transmit(fromHex('00B0810000'))).rejects.toMatchObject({
    code: 'reader.card-removed',
  });
});

test('a failure without a code is a failed transmission', async () => {
  const { exchanges } = await record(['00B0810000'], scriptedCard([]));
  expect(exchanges[0]?.answer).toEqual({ outcome: 'failed', code: 'reader.transmit-failed' });
});

test('another command is refused with both sides and without contents', async () => {
  const recording = await record(['0020000006313233343536'], scriptedCard(['9000']));
  const replay = replayCard(recording);
  const error = await replay.transmit(fromHex('0020000006313233343537')).catch((e) => e);
  expect(error).toMatchObject({
    code: 'trace.other-command',
    detail: {
      exchange: 1,
      expected: '00200000 Nc=6 Ne=0',
      actual: '00200000 Nc=6 Ne=0',
      differsAtByte: 10,
    },
  });
  expect(String(error)).not.toMatch(/31323334/);
  expect(replay.left).toBe(1);
});

test.each([
  ['00A40400', '00A4040000', 4],
  ['00A4040000', '00A40400', 4],
  ['00A4040000', '00A4020000', 2],
])('recorded %s, sent %s: they part at byte %i', async (recorded, sent, differsAtByte) => {
  const replay = replayCard(await record([recorded], scriptedCard(['9000'])));
  await expect(replay.transmit(fromHex(sent))).rejects.toMatchObject({ detail: { differsAtByte } });
});

test('more commands, fewer commands, and a closed replay', async () => {
  const replay = replayCard(await record(['00A4040000'], scriptedCard(['9000'])));
  expect(() => replay.assertFinished()).toThrow(
    expect.objectContaining({
      code: 'trace.recording-not-finished',
      detail: { left: 1, next: '00A40400 Nc=0 Ne=256' },
    }),
  );
  await replay.transmit(fromHex('00A4040000'));
  await expect(replay.transmit(fromHex('00B0'))).rejects.toMatchObject({
    code: 'trace.recording-ended',
    detail: { exchange: 2, actual: 'malformed bytes=2' },
  });
  await replay.close();
  await expect(replay.transmit(fromHex('00A4040000'))).rejects.toThrow(TypeError);
});

test('an answer that a caller changes stays as recorded', async () => {
  const recording = await record(['00B00000', '00B00000'], scriptedCard([], 'A59000'));
  const replay = replayCard(recording);
  (await replay.transmit(fromHex('00B00000'))).fill(0);
  expect(toHex(await replay.transmit(fromHex('00B00000')))).toBe('a59000');
});

test('recording ends at its limit', async () => {
  const transport = recordCard(scriptedCard([], '9000'), CONSENT);
  const command = fromHex('00B00000');
  for (let index = 0; index < 10_000; index++) await transport.transmit(command);
  await expect(transport.transmit(command)).rejects.toMatchObject({
    code: 'trace.recording-too-long',
  });
  expect(transport.recording().exchanges).toHaveLength(10_000);
});

test('a recording of long answers stays within what can be read back', async () => {
  const transport = recordCard(scriptedCard([], `${'A5'.repeat(65_536)}9000`), CONSENT);
  const command = fromHex('00B0000000');
  let rounds = 0;
  for (; rounds < 10_000; rounds++) {
    if ((await transport.transmit(command).catch(() => true)) === true) break;
  }
  expect(rounds).toBeGreaterThan(100);
  expect(rounds).toBeLessThan(200);
  expect(parseRecording(renderRecording(transport.recording())).exchanges).toHaveLength(rounds);
});

test('without consent there is no recording', () => {
  const card = scriptedCard([]);
  // @ts-expect-error consent is not optional
  expect(() => recordCard(card)).toThrow(TypeError);
  // @ts-expect-error a look-alike is no consent
  expect(() => recordCard(card, {})).toThrow(TypeError);
  // @ts-expect-error nor is its label
  expect(() => recordCard(card, 'virtual card')).toThrow(TypeError);
  expect(() => recordCard(card, Object.create(TestCardConsent.prototype))).toThrow(TypeError);
  // @ts-expect-error only its own makers make one
  expect(TestCardConsent.labelOf(new TestCardConsent('mine'))).toBe('mine');
});

test('a test card has a name that fits on a line', () => {
  const label = TestCardConsent.labelOf(TestCardConsent.testCard('bench 3, card 7'));
  expect(label).toBe('test card bench 3, card 7');
  for (const wrong of ['', ' x', 'x ', 'a\nb', '卡', 'x'.repeat(81)]) {
    expect(() => TestCardConsent.testCard(wrong)).toThrow(RangeError);
  }
});
