import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SettlementId } from '../../src/model/index.ts';
import { connect } from '../../src/settlement/journal/connection.ts';
import { bundle, start } from '../settlement/journal/child.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { openAt, registeredCentre, usageOf } from './support.ts';

/** Times the centre is killed over one file. */
const KILLS = 4;

test('kill -9 loses no answer and no posting', async () => {
  const script = await bundle('tests/centre/crash.child.ts', 'centre-crash');
  const file = temporaryFile('centre.sqlite');
  (await registeredCentre(file)).close();
  for (let kill = 1; kill <= KILLS; kill++) {
    const process = start(script, file, String(100_000 * kill));
    await process.printed(12);
    await setTimeout(5 * kill);
    await process.kill();

    const centre = openAt(file);
    const last = new Map(
      process.lines
        .map((line) => line.split(' ') as [string, SettlementId])
        .map(([outcome, id]) => [id, outcome]),
    );
    for (const [id, outcome] of last) {
      const status = await centre.status(id);
      // The last one may have been reversed without anybody having been told.
      if (outcome === 'settled') expect(status.outcome).toMatch(/^(settled|reversed)$/);
      else expect(status.outcome).toBe(outcome);
    }
    const { admissions } = (await usageOf(centre)).usage;
    centre.close();

    const database = connect(file, { readOnly: true });
    const { standing } = database
      .prepare(
        `SELECT count(*) AS standing FROM settlement WHERE outcome = 'settled'
         AND settlement_id NOT IN (SELECT settlement_id FROM reversal)`,
      )
      .get();
    // No answer without its postings, no postings without their answer.
    expect(BigInt(admissions)).toBe(standing);
    database.close();
  }
});
