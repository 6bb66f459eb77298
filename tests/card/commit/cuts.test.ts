/** Power is cut before and after every command of a commit, in either way of committing and either suite. */

import { describe, expect, test } from 'vitest';
import { prepareCommit, progressOf } from '../../../src/card/index.ts';
import { COMMIT_COMMANDS, COMMIT_CUTS, SUITES } from '../../support/commitCuts.ts';
import { contentsIn } from '../altered.ts';
import { countyOf } from '../county.ts';
import { commitCore, usageAfter } from '../issued.ts';
import { rejection } from '../refusal.ts';

describe.each(SUITES)('suite %i', async (suite) => {
  const county = await countyOf(suite);
  const coreOf = (last: number) => commitCore(last, { samId: county.settleId });

  const cuts = COMMIT_CUTS.filter((cut) => cut.suite === suite);

  describe.each([0, 1, 2])('after %i settlements', (before) => {
    test.each(cuts)('$commit, $kind command $nth: $row', async (cut) => {
      const made = await county.card(cut.commit);
      for (let last = 1; last <= before; last++) {
        const session = await county.open(made);
        const { record } = await county.verified(session);
        await session.commit(prepareCommit(record, coreOf(last), usageAfter(last)));
        await session.close();
      }
      const session = await county.open(made);
      const { record } = await county.verified(session);
      const prepared = prepareCommit(record, coreOf(before + 1), usageAfter(before + 1));
      made.card.failAt(cut);
      expect((await rejection(session.commit(prepared))).code).toBe('reader.card-removed');
      expect((await rejection(session.commit(prepared))).code).toBe('card.session-in-doubt');
      await session.close();

      made.card.powerUp();
      const again = await county.open(made);
      expect(progressOf((await county.verified(again)).record, prepared)).toBe(cut.row);
      const { atc } = await again.commit(prepared);
      // The counter moved once more where the lost answer was the signature itself.
      const wasSigned = cut.kind === 'cut-after' && cut.nth === COMMIT_COMMANDS[cut.commit];
      expect(atc).toBe(before + (wasSigned ? 2 : 1));
      const after = await county.verified(again);
      expect(after.record.proven.current.state).toMatchObject({
        sequence: before + 1,
        usage: usageAfter(before + 1),
      });
      expect((await contentsIn(made.store)).log).toHaveLength(before + 1);

      await again.commit(prepareCommit(after.record, coreOf(9), usageAfter(9)));
      const { state } = (await county.verified(again)).record.proven.current;
      expect(state.sequence).toBe(before + 2);
      await again.close();
    });
  });
});
