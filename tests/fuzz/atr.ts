import { concat, equalBytes, fromHex } from '../../src/bytes.ts';
import {
  ATR_BYTES_MAX,
  bitRateOf,
  parseAtr,
  parseCardNames,
  parseHistoricalBytes,
  rateOf,
} from '../../src/card/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickOne, unlessRefused } from './harness/inputs.ts';
import type { Random } from './harness/random.ts';

const SEEDS = [
  '3B00',
  '3BD596028071FE65014F734549445E',
  '3BF81300008131FE15597562696B657934D4',
  '3F65250893046C9000',
  '3B9118918120451FC341',
  '3B9F95801FC78031E073FE211B63E202A8830F900088',
].map(fromHex);

const PATTERN_PIECES = ['3B', '.', '.*', '[0-9]', '[A,F]', '[', ']', '*', ' ', '(', '0', 'F*', '-'];

/** What is accepted is made of its own bytes, in order, and stands in the standard's bounds. */
export const atr: FuzzEntry = {
  name: 'ATR',
  run(random, inputs) {
    for (let input = 0; input < inputs; input++) {
      const bytes =
        random() < 0.2 ? pickBytes(random, 80) : withCheck(random, damaged(random, SEEDS));
      const parsed = unlessRefused(['card'], () => parseAtr(bytes));
      if (parsed) accepted(bytes, parsed);
      historical(pickBytes(random, 15));
      if (input % 16 === 0) names(random, bytes);
    }
  },
};

/** Half the time the last byte is made to fit, so that more than the check byte is tried. */
function withCheck(random: Random, bytes: Uint8Array): Uint8Array {
  if (random() < 0.5 || bytes.length < 3) return bytes;
  const right = bytes.slice();
  right[right.length - 1] = bytes.subarray(1, -1).reduce((sum, byte) => sum ^ byte, 0);
  return right;
}

function accepted(bytes: Uint8Array, parsed: ReturnType<typeof parseAtr>): void {
  const interfaceBytes = parsed.groups.flatMap(({ ta, tb, tc, td }) =>
    [ta, tb, tc, td].filter((byte) => byte !== undefined),
  );
  const check = parsed.checkByte === undefined ? [] : [parsed.checkByte];
  const whole = concat([
    Uint8Array.of(bytes[0]!, bytes[1]!, ...interfaceBytes),
    parsed.historicalBytes,
    Uint8Array.from(check),
  ]);
  must(equalBytes(whole, bytes), 'nothing is lost and nothing added');
  must(bytes.length <= ATR_BYTES_MAX, 'at most 33 bytes');
  must(parsed.protocols.length > 0 && !parsed.protocols.includes(15), 'a protocol is offered');
  must(parsed.t1.ifsc >= 1 && parsed.t1.ifsc <= 254, 'IFSC is one of a block');
  const rate = rateOf(parsed.fiDi);
  must(rate === undefined || bitRateOf(rate, 4_000_000) > 0, 'a rate is a rate');
}

function historical(bytes: Uint8Array): void {
  const parsed = parseHistoricalBytes(bytes);
  if (parsed.kind !== 'compact-tlv') return;
  const used = parsed.objects.reduce((sum, { value }) => sum + 1 + value.length, 1);
  must(used <= bytes.length, 'objects lie within the historical bytes');
}

/** A list of names is a file of somebody else: no line of it may hang the program. */
function names(random: Random, bytes: Uint8Array): void {
  const line = Array.from({ length: 60 }, () => pickOne(random, PATTERN_PIECES)).join('');
  const found = parseCardNames(`${line}\n\tname\n`)(bytes);
  must(found.length <= 1, 'one entry has one name');
}
