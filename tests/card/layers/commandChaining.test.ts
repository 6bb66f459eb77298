import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { encodeCommand, parseCommand } from '../../../src/card/apdu.ts';
import { withCommandChaining } from '../../../src/card/layers/withCommandChaining.ts';
import { withGetResponse } from '../../../src/card/layers/withGetResponse.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';

function commandOf(nc: number, ne = 0, cla = 0x00): Uint8Array {
  const data = Uint8Array.from({ length: nc }, (_, index) => index % 251);
  return encodeCommand({ cla, ins: 0xdb, p1: 0x3f, p2: 0xff, data, ne });
}

/** What a card makes of a chain: the joined data, and the class, length and Le of every link. */
function linksOf(sent: readonly string[]) {
  const links = sent.map((hex) => parseCommand(fromHex(hex)));
  const data = links.flatMap((link) => [...link.data]);
  return { links: links.map(({ cla, data: part, ne }) => [cla, part.length, ne]), data };
}

test.each([
  [
    256,
    [
      [0x10, 255, 0],
      [0x00, 1, 256],
    ],
  ],
  [
    510,
    [
      [0x10, 255, 0],
      [0x00, 255, 256],
    ],
  ],
  [
    511,
    [
      [0x10, 255, 0],
      [0x10, 255, 0],
      [0x00, 1, 256],
    ],
  ],
])('%i bytes go as a chain', async (nc, expected) => {
  const card = scriptedCard([], '9000');
  await withCommandChaining(card).transmit(commandOf(nc, 65_536));
  const { links, data } = linksOf(card.sent);
  expect(links).toEqual(expected);
  expect(data).toEqual([...parseCommand(commandOf(nc)).data]);
});

test('65,535 bytes are 257 commands', async () => {
  const card = scriptedCard([], '9000');
  await withCommandChaining(card).transmit(commandOf(65_535));
  expect(card.sent).toHaveLength(257);
  expect(linksOf(card.sent).links.at(-1)).toEqual([0x00, 255, 0]);
});

test('any count of bytes arrives whole, in links of at most 255', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 256, max: 3000 }),
      fc.integer({ min: 0, max: 19 }),
      async (nc, channel) => {
        const cla = channel < 4 ? channel : 0x40 + channel - 4;
        const card = scriptedCard([], '9000');
        await withCommandChaining(card).transmit(commandOf(nc, 0, cla));
        const { links, data } = linksOf(card.sent);
        expect(data).toEqual([...parseCommand(commandOf(nc)).data]);
        expect(
          links.slice(0, -1).every(([link, length]) => link === cla + 0x10 && length === 255),
        ).toBe(true);
        expect(links.at(-1)?.[0]).toBe(cla);
        expect(card.sent.every((hex) => !parseCommand(fromHex(hex)).isExtended)).toBe(true);
      },
    ),
  );
});

test('an extended form without much data becomes short', async () => {
  const card = scriptedCard([], '9000');
  const chained = withCommandChaining(card);
  await chained.transmit(fromHex('00B00000000000'));
  await chained.transmit(fromHex('00B00000000010'));
  await chained.transmit(fromHex('00CB3FFF000002A0B10100'));
  expect(card.sent).toEqual(['00B0000000', '00B0000010', '00CB3FFF02A0B100']);
});

test.each([
  ['a short command', '00D6000003A0B1C2'],
  ['a chain of the caller’s own', `10DB3FFF000100${'A5'.repeat(256)}`],
  ['a proprietary class', `80E20000000100${'A5'.repeat(256)}`],
])('untouched: %s', async (_, hex) => {
  const card = scriptedCard(['9000']);
  await withCommandChaining(card).transmit(fromHex(hex));
  expect(card.sent).toEqual([hex]);
});

test.each([['6884'], ['6300'], ['63C2'], ['6110'], ['9001'], ['A59000'], ['90'], ['']])(
  'a link answered by "%s" ends the chain',
  async (answer) => {
    const card = scriptedCard(['9000', answer]);
    await expect(withCommandChaining(card).transmit(commandOf(1000))).rejects.toMatchObject({
      code: 'card.chaining-interrupted',
      detail: { acceptedBytes: 255, answerBytes: answer.length / 2 },
    });
    expect(card.sent).toHaveLength(2);
  },
);

test('the answer to the last link is the answer, fetched without the chaining bit', async () => {
  const card = scriptedCard(['9000', '6102', 'CAFE6282']);
  const layered = withCommandChaining(withGetResponse(card));
  expect(toHex(await layered.transmit(commandOf(300, 256, 0x02)))).toBe('cafe6282');
  expect(card.sent[2]).toBe('02C0000002');
});

test('close goes down', async () => {
  const card = scriptedCard([]);
  await withCommandChaining(card).close();
  expect(card.isClosed).toBe(true);
});
