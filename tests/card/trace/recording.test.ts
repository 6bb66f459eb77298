import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes.ts';
import {
  type Exchange,
  parseRecording,
  type Recording,
  renderRecording,
} from '../../../src/card/trace/recording.ts';

const TEXT = `# ONECARD RECORDING 1
# CARD: virtual card
# ATR: 3B8080
# PROTOCOL: T=1
> 00A4040000
< 6A82
> 00B0810000
! reader.card-removed
`;

test('the text says what passed', () => {
  const recording = parseRecording(TEXT);
  expect(recording).toEqual({
    card: 'virtual card',
    atr: fromHex('3B8080'),
    protocol: 'T=1',
    exchanges: [
      {
        command: fromHex('00A4040000'),
        answer: { outcome: 'answered', response: fromHex('6A82') },
      },
      {
        command: fromHex('00B0810000'),
        answer: { outcome: 'failed', code: 'reader.card-removed' },
      },
    ],
  });
  expect(renderRecording(recording)).toBe(TEXT);
});

test('any recording comes back as it went', () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  const exchange: fc.Arbitrary<Exchange> = fc.record({
    command: bytes,
    answer: fc.oneof(
      fc.record({ outcome: fc.constant('answered' as const), response: bytes }),
      fc.record({
        outcome: fc.constant('failed' as const),
        code: fc.constant('reader.card-mute' as const),
      }),
    ),
  });
  const recording: fc.Arbitrary<Recording> = fc.record({
    card: fc.constantFrom('virtual card', 'test card L-7 blue'),
    atr: fc.uint8Array({ maxLength: 33 }),
    protocol: fc.constantFrom('T=0', 'T=1', 'unknown'),
    exchanges: fc.array(exchange, { maxLength: 6 }),
  });
  fc.assert(
    fc.property(recording, (before) => {
      expect(parseRecording(renderRecording(before))).toEqual(before);
    }),
  );
});

test.each([
  ['nothing', '', 1, 'last-line-open'],
  ['the last line open', TEXT.slice(0, -1), 1, 'last-line-open'],
  ['another title', TEXT.replace('RECORDING 1', 'RECORDING 2'), 1, 'title'],
  ['a card of nobody’s declaring', TEXT.replace('virtual card', 'card'), 2, 'header'],
  ['headers in another order', TEXT.replace('# ATR', '# TRA'), 3, 'header'],
  ['half a byte of the ATR', TEXT.replace('3B8080', '3B808'), 3, 'header'],
  ['an ATR of 34 bytes', TEXT.replace('3B8080', '3B'.repeat(34)), 3, 'atr-too-long'],
  ['a protocol that is none', TEXT.replace('T=1', 'T=2'), 4, 'header'],
  ['a command without an answer', TEXT.replace('! reader.card-removed\n', ''), 7, 'answer-missing'],
  ['two commands in a row', TEXT.replace('< 6A82', '> 6A82'), 6, 'mark'],
  ['small letters', TEXT.replace('6A82', '6a82'), 6, 'digits'],
  ['half a byte', TEXT.replace('6A82', '6A8'), 6, 'digits'],
  ['a blank at the end', TEXT.replace('6A82', '6A82 '), 6, 'digits'],
  ['CR at the end', TEXT.replaceAll('\n', '\r\n'), 1, 'title'],
  ['an error that is none', TEXT.replace('card-removed', 'card-eaten'), 8, 'error-code'],
  ['an error from Object', TEXT.replace('reader.card-removed', 'toString'), 8, 'error-code'],
  ['an empty line', TEXT.replace('> 00B0', '\n> 00B0'), 9, 'answer-missing'],
  ['a command too long', TEXT.replace('00A4040000', '00'.repeat(65_545)), 5, 'too-many-bytes'],
  ['a response too long', TEXT.replace('6A82', '00'.repeat(65_539)), 6, 'too-many-bytes'],
  ['10,001 exchanges', `${TEXT}${'> 00\n< 9000\n'.repeat(10_000)}`, 20_008, 'too-many-exchanges'],
  ['more than 32 Mi characters', `${TEXT}${' '.repeat(32 * 1024 * 1024)}`, 1, 'too-long'],
])('refused: %s', (_, text, line, rule) => {
  expect(() => parseRecording(text)).toThrow(
    expect.objectContaining({ code: 'trace.malformed-recording', detail: { line, rule } }),
  );
});
