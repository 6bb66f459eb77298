/** Bills that stand without their cards in files that version 2 left, which did not list them. */

import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  makeIntent,
  openJournal,
  rotateJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { instant } from '../../../src/time.ts';
import { PROVIDER, partsOf, settlementId, TERMINAL, tickingClock } from './support.ts';
import { tamper } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };

/** As version 2 left it. */
function asVersionTwo(file: string): void {
  tamper(file, (database) => {
    database.exec(
      "DELETE FROM settled_bill WHERE sequence IN (SELECT sequence FROM entry WHERE kind = 'without-card')",
    );
    database.exec('PRAGMA user_version = 2');
  });
}

test('a bill that an archive of version 2 has without its card is not paid once more', async () => {
  const file = temporaryFile();
  const first = openJournal(file, options);
  const answeredAt = instant(0);
  for (const number of [1, 2, 3]) {
    await first.append(makeIntent(partsOf(number)));
    const id = settlementId(number);
    await first.append({ kind: 'answered', id, outcome: 'settled', answeredAt });
  }
  const posted = { kind: 'without-card', reason: 'deadline', review: true } as const;
  await first.append({ ...posted, id: settlementId(1) });
  first.close();
  const { archive } = await rotateJournal(file, { ...options, knownHead: undefined });
  const second = openJournal(file, options);
  await second.append({ ...posted, id: settlementId(2) });
  second.close();
  chmodSync(archive, 0o600);
  asVersionTwo(archive);
  asVersionTwo(file);

  for (let opening = 1; opening <= 2; opening++) {
    const journal = openJournal(file, options);
    for (const number of [1, 2]) {
      expect(journal.standingBill(PROVIDER, `B-${number}`)).toMatchObject({
        id: settlementId(number),
      });
    }
    expect(journal.standingBill(PROVIDER, 'B-3')).toBeUndefined();
    journal.close();
  }
  expect(await verifyJournal(file, undefined)).toMatchObject({
    outcome: 'intact',
    findings: [],
    earlier: { outcome: 'intact' },
  });
});
