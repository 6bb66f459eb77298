/**
 * A desk that settles one bill after the other until it is killed: journal, counters and centres in real
 * SQLite files, the card in its own file, in this process or in a slot of the PC/SC daemon.
 * Arguments: folder of the world, `virtual` or `pcsc`.
 */

import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shipped } from '../../examples/cli/package.ts';
import { openWorld } from '../../examples/cli/world/open.ts';
import { HOMES } from '../../examples/cli/world/persons.ts';
import type { CardTransport } from '../../src/card/index.ts';
import { pcscReaders } from '../../src/reader/index.ts';
import { parseBill } from '../../src/settlement/index.ts';
import { openTerminal } from '../../src/terminal/index.ts';
import { connectVpcd, type VirtualCard, virtualReader } from '../../src/virtual/index.ts';

const STDOUT = 1;
/** The daemon looks every 400 ms; 2 s is a machine under load. */
const WAIT_MS = 2_000;
const INSERTIONS_MAX = 10;
const [folder, stack] = process.argv.slice(2) as [string, 'virtual' | 'pcsc'];
const say = (line: string) => writeSync(STDOUT, `${line}\n`);

/**
 * The card that died with the desk before may be gone too short a time for the daemon to have missed it;
 * this one is then taken for that one and never powered. A clerk would put it in again.
 */
async function inserted(card: VirtualCard): Promise<CardTransport> {
  if (stack === 'virtual') return virtualReader(card).connect({ exclusive: true });
  for (let insertion = 1; ; insertion++) {
    const slot = await connectVpcd(card);
    try {
      const reader = await pcscReaders().waitForCard({ timeoutMs: WAIT_MS });
      return await reader.connect({ exclusive: true });
    } catch (error) {
      if (insertion === INSERTIONS_MAX) throw error;
      await slot.close();
    }
  }
}

const world = await openWorld(join(folder, 'world'));
const { journal } = world.equipment;
const terminal = openTerminal({
  ...world.equipment,
  onTransition: ({ to }) => say(`state ${to}`),
});
say('open');
await terminal.recover();
const transport = await inserted(await world.card('yinjiang'));
const path = shipped(HOMES.yinjiang.bill);
const document = JSON.parse(await readFile(path, 'utf8'));

// The last bill once more: whether it was settled is for the centre to say, not for this process to know.
for (let number = Math.max(1, [...journal.settledAfter(0)].length); ; number++) {
  const billNumber = `ZY${number}`;
  say(`bill ${billNumber}`);
  const bill = parseBill(JSON.stringify({ ...document, billNumber }), path);
  const result = await terminal.settle(transport, bill);
  say(`${result.outcome} ${billNumber}`);
  if (result.outcome !== 'settled' && result.outcome !== 'already-settled') process.exit(1);
}
