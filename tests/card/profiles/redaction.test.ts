/** Cards in use through a trace, and every way in which they fail: nothing of the holder gets out. */

import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { readProfile, recogniseCard, withTrace } from '../../../src/card/index.ts';
import type { VirtualChip } from '../../../src/virtual/index.ts';
import { foundIn } from '../../support/spellings.ts';
import {
  countedRandom,
  HOLDER,
  NOW,
  readPsam,
  residentsHealthCard,
  socialSecurityCard,
  transportOf,
} from './cards.ts';

const SECRETS = [
  HOLDER.name,
  HOLDER.identityNumber,
  HOLDER.bornOn,
  '19620512',
  'X00000019',
  '0000001',
  '999001010203004001',
  '示范县卫生局',
  '13900000000',
];

function assertNothingOf(text: string) {
  expect(foundIn(text, SECRETS)).toBeUndefined();
}

async function traced(card: VirtualChip, algorithm: 'DES' | 'SM4', cutAt?: number) {
  const lines: string[] = [];
  card.powerUp();
  let count = 0;
  const inner = {
    ...transportOf(card),
    async transmit(command: Uint8Array) {
      const answer = await card.transmit(command);
      count++;
      // One byte less than there is: the record's length no longer agrees.
      return cutAt === count && answer.length > 2 ? answer.slice(1) : answer;
    },
  };
  const trace = { write: (line: string) => void lines.push(line) };
  const transport = withTrace(trace, { now: () => 0, atr: card.atr })(inner);
  let failure: unknown;
  try {
    const { kind } = await recogniseCard(transport, { atr: card.atr });
    if (kind === 'onecard' || kind === 'unknown') throw new Error(kind);
    const options = { atr: card.atr, psam: readPsam(algorithm), random: countedRandom(), now: NOW };
    await readProfile(kind, transport, options);
  } catch (error) {
    failure = error;
  }
  return { lines, count, failure };
}

test.each([
  ['social-security', () => socialSecurityCard({ generation: 3 }), 'DES'],
  ['residents-health', () => residentsHealthCard(), 'SM4'],
] as const)('a whole reading of a %s card', async (_, make, algorithm) => {
  const { lines, count, failure } = await traced(make(), algorithm);
  expect(failure).toBeUndefined();
  expect(lines.length).toBeGreaterThan(2 * 20);
  assertNothingOf(lines.join('\n'));
  for (let cutAt = 1; cutAt <= count; cutAt++) {
    const cut = await traced(make(), algorithm, cutAt);
    assertNothingOf(cut.lines.join('\n'));
    if (cut.failure) assertNothingOf(inspect(cut.failure, { depth: 8 }));
  }
});
