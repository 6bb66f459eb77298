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
const WAIT_MS = 20_000;
const [folder, stack] = process.argv.slice(2) as [string, 'virtual' | 'pcsc'];
const say = (line: string) => writeSync(STDOUT, `${line}\n`);

async function inserted(card: VirtualCard): Promise<CardTransport> {
  if (stack === 'virtual') return virtualReader(card).connect({ exclusive: true });
  await connectVpcd(card);
  const reader = await pcscReaders().waitForCard({ timeoutMs: WAIT_MS });
  return reader.connect({ exclusive: true });
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
