import { expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes.ts';
import { withTrace } from '../../../src/card/trace/withTrace.ts';
import type { CardTransport } from '../../../src/card/transport.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';

function tracing(card: CardTransport, atr?: string) {
  const lines: string[] = [];
  let clock = 1000;
  const now = (): number => (clock += 5);
  const layer = withTrace(
    { write: (line) => lines.push(line) },
    { now, protocol: 'T=1', ...(atr !== undefined && { atr: fromHex(atr) }) },
  );
  return { transport: layer(card), lines };
}

test('header, lengths, status word and time, and nothing else', async () => {
  const card = scriptedCard(['6F0A8408F04F4E45434152449000', '63C2', 'A5A56282']);
  const { transport, lines } = tracing(card, '3B8F80018031C0734E4F4D453939393939393939393F');
  await transport.transmit(fromHex('00A4040008F04F4E454341524400'));
  await transport.transmit(fromHex('0020000006313233343536'));
  await transport.transmit(fromHex('00B08100000000'));
  await transport.close();
  expect(lines).toEqual([
    '# ONECARD TRACE 1',
    '# PROTOCOL: T=1',
    expect.stringMatching(/^# ATR: /),
    '+5 > 00A40400 Nc=8 Ne=256',
    '+10 < bytes=12 sw=9000',
    '+15 > 00200000 Nc=6 Ne=0',
    '+20 < bytes=0 sw=63C2',
    '+25 > 00B08100 Nc=0 Ne=65536 extended',
    '+30 < bytes=2 sw=6282',
    '+35 closed',
  ]);
});

test.each([
  [undefined, 'hidden by the reader'],
  ['', 'hidden by the reader'],
  ['3B021450', '3B02, then 2 historical bytes'],
  ['3B8180018080', '3B818001, then 1 historical bytes'],
  ['3BFF', 'malformed, 2 bytes'],
  ['5A'.repeat(60), 'malformed, 60 bytes'],
])('the ATR %s is shown without what identifies the card', (atr, shown) => {
  expect(tracing(scriptedCard([]), atr).lines[2]).toBe(`# ATR: ${shown}`);
});

test('bytes that are no command or no response are only counted', async () => {
  const { transport, lines } = tracing(scriptedCard(['31323334', '90', '']));
  await transport.transmit(fromHex('313233'));
  await transport.transmit(fromHex('0020000008313233'));
  await transport.transmit(fromHex('00B00000'));
  expect(lines.slice(3).map((line) => line.replace(/^\+\d+ /, ''))).toEqual([
    '> malformed bytes=3',
    '< malformed bytes=4',
    '> malformed bytes=8',
    '< malformed bytes=1',
    '> 00B00000 Nc=0 Ne=0',
    '< malformed bytes=0',
  ]);
});

test('a failure is named by its code, never by its message', async () => {
  for (const [error, shown] of [
    [new OneCardError('reader.card-removed', { reader: '999' }), '! reader.card-removed'],
    [new Error('pin 123456 refused'), '! failure without a code'],
  ] as const) {
    const failing = { transmit: () => Promise.reject(error), close: async () => {} };
    const { transport, lines } = tracing(failing);
    await expect(transport.transmit(fromHex('00B00000'))).rejects.toBe(error);
    expect(lines.at(-1)).toBe(`+10 ${shown}`);
  }
});

test('a sink that throws does not break the card’s work', async () => {
  let writes = 0;
  const trace = {
    write() {
      writes++;
      if (writes > 3) throw new Error('disk full');
    },
  };
  const card = scriptedCard([], '9000');
  const transport = withTrace(trace, { now: () => 0 })(card);
  await transport.transmit(fromHex('00B00000'));
  await transport.transmit(fromHex('00B00001'));
  expect(card.sent).toHaveLength(2);
  expect(writes).toBe(4);
});
