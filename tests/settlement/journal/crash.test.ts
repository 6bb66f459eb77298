import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes.ts';
import type { JournalHead } from '../../../src/model/index.ts';
import { makeIntent, openJournal, verifyJournal } from '../../../src/settlement/journal/index.ts';
import { bundle, start } from './child.ts';
import { partsOf, TERMINAL, tickingClock } from './support.ts';
import { temporaryFile } from './temporary.ts';

/** Times the writer is killed over one file; each time it goes on where the last one died. */
const KILLS = 5;

let script: string;
beforeAll(async () => {
  script = await bundle('tests/settlement/journal/crash.child.ts', 'journal-crash');
});

function headOf(line: string): JournalHead {
  const [sequence, hash] = line.split(' ') as [string, string];
  return { sequence: Number(sequence), hash: fromHex(hash) };
}

test('kill -9 loses nothing that was acknowledged, and lets go of the lock', async () => {
  const file = temporaryFile();
  for (let kill = 1; kill <= KILLS; kill++) {
    const writer = start(script, file);
    await writer.printed(10);
    await setTimeout(7 * kill);
    await writer.kill();

    const acknowledged = writer.lines.map(headOf);
    const report = await verifyJournal(file, acknowledged.at(-1));
    expect(report.findings).toEqual([]);
    expect(report.tail.outcome).toBe('proven');
    const journal = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
    for (const { sequence, hash } of acknowledged) {
      expect(journal.entry(sequence)?.hash).toEqual(hash);
    }
    // At most the entry under way is there beyond what was printed.
    expect(journal.head().sequence - acknowledged.at(-1)!.sequence).toBeLessThanOrEqual(1);
    journal.close();
  }
});

test('while another process writes, opening is refused by name and reading is not', async () => {
  const file = temporaryFile();
  const writer = start(script, file);
  await writer.printed(4);
  expect(() => openJournal(file, { terminalId: TERMINAL, clock: tickingClock() })).toThrowError(
    expect.objectContaining({ code: 'journal.in-use', detail: { file } }),
  );
  expect((await verifyJournal(file, headOf(writer.lines[3]!))).findings).toEqual([]);
  await writer.kill();
  const journal = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
  const { sequence } = journal.head();
  expect(await journal.append(makeIntent(partsOf(1_000_000)))).toMatchObject({
    sequence: sequence + 1,
  });
  journal.close();
});
