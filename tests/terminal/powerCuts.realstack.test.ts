/** The same cuts as powerCuts.test.ts, with a real PC/SC daemon between terminal and card. */

import { expect, test } from 'vitest';
import { pcscReaders } from '../../src/reader/index.ts';
import { connectVpcd } from '../../src/virtual/index.ts';
import { slotIsEmpty } from '../reader/slots.ts';
import { COMMIT_CUTS } from '../support/commitCuts.ts';
import { expectRecovery, type Insert } from '../support/cutVisit.ts';
import { describePcscStack } from '../support/realStack.ts';

const WAIT_MS = 20_000;

const insert: Insert = async (card) => {
  const slot = await connectVpcd(card);
  const readers = pcscReaders();
  const reader = await readers.waitForCard({ timeoutMs: WAIT_MS });
  const transport = await reader.connect({ exclusive: true });
  return {
    connect: async () => transport,
    async leave() {
      await transport.close();
      await slot.close();
      expect((await slot.ended).outcome).toBe('card-left');
      await readers.close();
      await slotIsEmpty();
    },
  };
};

describePcscStack(import.meta.url, () => {
  test.each(COMMIT_CUTS)(
    'suite $suite, $commit, $kind command $nth: $row',
    (cut) => expectRecovery(cut, insert),
    60_000,
  );
});
