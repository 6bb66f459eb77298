import { concat, equalBytes, fromHex } from '../../src/bytes.ts';
import { encodeTlv, parseTlv } from '../../src/card/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, unlessRefused } from './harness/inputs.ts';

const SEEDS = [
  '8409F04F4E454341524401A506800101810101',
  `9F7F82010A${'AB'.repeat(266)}`,
  `5F2D8180${'CD'.repeat(128)}`,
  '53008100',
].map(fromHex);

/** Objects that are accepted fill the input from end to end in their only form. */
export const tlv: FuzzEntry = {
  name: 'TLV',
  inputsPerRun: 1,
  run(random) {
    const bytes = random() < 0.3 ? pickBytes(random, 70_000) : damaged(random, SEEDS);
    const objects = unlessRefused(['card'], () => parseTlv(bytes, 'fuzz'));
    if (objects) {
      const encoded = concat(objects.map(({ tag, value }) => encodeTlv(tag, value)));
      must(equalBytes(encoded, bytes), 'an object has one form');
    }
    const tag = [0x84, 0x9f7f, 0x5f2d, 0x53][pickNumber(random, 4)]!;
    const value = pickBytes(random, 0xffff);
    const [again] = parseTlv(encodeTlv(tag, value), 'fuzz');
    must(again?.tag === tag && equalBytes(again.value, value), 'what is encoded is parsed');
  },
};
