import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { channelOf, classOnChannel, isInterindustryClass } from '../../../src/card/classByte.ts';
import { openLogicalChannel, withLogicalChannel } from '../../../src/card/layers/logicalChannel.ts';
import { withGetResponse } from '../../../src/card/layers/withGetResponse.ts';
import { withRightLe } from '../../../src/card/layers/withRightLe.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';

/** ISO/IEC 7816-4:2005 §5.1.1, tables 2 and 3. */
test.each([
  [0x00, 0, 0x00],
  [0x00, 3, 0x03],
  [0x00, 4, 0x40],
  [0x00, 19, 0x4f],
  [0x10, 2, 0x12],
  [0x10, 4, 0x50],
  [0x10, 19, 0x5f],
  [0x08, 3, 0x0b],
  [0x08, 4, 0x60],
  [0x18, 19, 0x7f],
  [0x0c, 3, 0x0f],
  [0x03, 1, 0x01],
  [0x45, 0, 0x00],
  [0x65, 1, 0x09],
  [0x80, 2, 0x82],
  [0x80, 5, 0xc1],
  [0x84, 6, 0xe2],
])('class %i on channel %i is %i', (cla, channel, expected) => {
  expect(classOnChannel(cla, channel)).toBe(expected);
  expect(channelOf(expected)).toBe(channel);
});

test('every channel is found again in every class that can name it', () => {
  for (const cla of [0x00, 0x10, 0x08, 0x18, 0x80]) {
    for (let channel = 0; channel <= 19; channel++) {
      expect(channelOf(classOnChannel(cla, channel))).toBe(channel);
    }
  }
});

test.each([
  [0x00, 20],
  [0x00, -1],
  [0x00, 1.5],
  [0x20, 1],
  [0x3f, 1],
  [0xa0, 1],
  [256, 1],
  [0x0c, 4],
  [0x04, 4],
  [0x8c, 4],
])('class %i cannot go to channel %s', (cla, channel) => {
  expect(() => classOnChannel(cla, channel)).toThrow(RangeError);
});

test('inter-industry classes are those of the standard', () => {
  const own = [0x00, 0x0f, 0x1f, 0x40, 0x7f];
  const other = [0x20, 0x3f, 0x80, 0x90, 0xff];
  expect(own.map(isInterindustryClass)).not.toContain(false);
  expect(other.map(isInterindustryClass)).not.toContain(true);
});

test('the channel travels in the command, in its repetition and in GET RESPONSE', async () => {
  for (const [channel, cla] of [
    [2, '02'],
    [7, '43'],
  ] as const) {
    const card = scriptedCard(['6C10', '6104', '6C02', 'CAFE9000']);
    const layered = withLogicalChannel(channel)(withGetResponse(withRightLe(card)));
    expect(toHex(await layered.transmit(fromHex('00B0000000')))).toBe('cafe9000');
    expect(card.sent).toEqual([
      `${cla}B0000000`,
      `${cla}B0000010`,
      `${cla}C0000004`,
      `${cla}C0000002`,
    ]);
  }
});

test('the caller’s bytes are not changed', async () => {
  const command = fromHex('00A4040000');
  await withLogicalChannel(1)(scriptedCard(['9000'])).transmit(command);
  expect(toHex(command)).toBe('00a4040000');
});

test('a channel is opened, used, closed once, and the card stays connected', async () => {
  const card = scriptedCard(['019000', '9000', '9000']);
  const channel = await openLogicalChannel(card);
  expect(channel.number).toBe(1);
  await channel.transmit(fromHex('00A4040002A0B100'));
  await channel.close();
  await channel.close();
  expect(card.sent).toEqual(['0070000001', '01A4040002A0B100', '00708001']);
  expect(card.isClosed).toBe(false);
  await expect(channel.transmit(fromHex('00B0000000'))).rejects.toThrow(TypeError);
});

test.each([
  ['6881', 'card.unexpected-status'],
  ['6A81', 'card.unexpected-status'],
  ['009000', 'card.malformed-response'],
  ['149000', 'card.malformed-response'],
  ['9000', 'card.malformed-response'],
  ['01029000', 'card.malformed-response'],
])('no channel from %s', async (answer, code) => {
  await expect(openLogicalChannel(scriptedCard([answer]))).rejects.toMatchObject({ code });
});

test('a card that does not close the channel is reported', async () => {
  const channel = await openLogicalChannel(scriptedCard(['139000', '6881']));
  await expect(channel.close()).rejects.toMatchObject({
    detail: { command: 'MANAGE CHANNEL', sw: '6881' },
  });
});
