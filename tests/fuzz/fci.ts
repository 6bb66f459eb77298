import { equalBytes, fromHex } from '../../src/bytes.ts';
import { encodeFci, ONECARD_AID, parseFci } from '../../src/card/index.ts';
import type { SuiteId } from '../../src/model/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, unlessRefused } from './harness/inputs.ts';

const SEEDS = [
  encodeFci(ONECARD_AID, 1, [1]),
  encodeFci(ONECARD_AID, 255, [1, 2]),
  encodeFci(ONECARD_AID, 1, [2], 'atomic'),
  fromHex('6F15840AA0000000031010010203A507800101810201'),
];

/** What an application says of itself is refused, or comes out of the encoder as it came in. */
export const fci: FuzzEntry = {
  name: 'FCI',
  inputsPerRun: 1,
  run(random) {
    const bytes = random() < 0.2 ? pickBytes(random, 300) : damaged(random, SEEDS);
    const said = unlessRefused(['card'], () => parseFci(bytes));
    if (!said) return;
    must(said.aid.length >= 5 && said.aid.length <= 16, 'an AID has 5 to 16 bytes');
    const again = encodeFci(
      said.aid,
      said.profileVersion,
      said.suites as readonly SuiteId[],
      said.commit,
    );
    must(equalBytes(again, bytes), 'an FCI has one form');
  },
};
