import { concat, equalBytes, fromHex, uintBytes } from '../../src/bytes.ts';
import { parseFeatures, parsePinProperties } from '../../src/reader/pcsc/pinPad/features.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, unlessRefused } from './harness/inputs.ts';

const SEEDS = ['060442330006', '0604423300060704423300070a0442330010', ''].map(fromHex);
const PROPERTIES = ['10020700', '00000000'].map(fromHex);

/** What a reader's driver says about its pad: a list that is accepted is its features, each once. */
export const pinPad: FuzzEntry = {
  name: 'PIN pad features',
  inputsPerRun: 2,
  run(random) {
    const list = damaged(random, SEEDS);
    const features = unlessRefused(['reader'], () => parseFeatures(list));
    if (features) {
      const again = [...features].map(([tag, code]) =>
        concat([Uint8Array.of(tag, 4), uintBytes(code, 4)]),
      );
      must(equalBytes(concat(again), list), 'a list has one form');
    }
    const properties = damaged(random, PROPERTIES);
    const display = unlessRefused(['reader'], () => parsePinProperties(properties));
    if (display) must(display.columns > 0 && display.lines > 0, 'a display has room');
  },
};
