// The service over a card in memory: what is measured is the service, not a simulated card's own file.
import { join } from 'node:path';
import { openDesk } from '../../dist/desk.js';
import { openCardCounters, openTerminal } from '../../dist/terminal.js';
import { virtualReader } from '../../dist/virtual.js';
import { makeDesk } from '../../examples/desk.mjs';

const [folder] = process.argv.slice(2);
const { card, equipment } = await makeDesk();
const durable = { ...equipment, counters: openCardCounters(join(folder, 'counters.sqlite')) };
const desk = await openDesk({
  equipment: durable,
  terminal: openTerminal(durable),
  readers: [virtualReader(card)],
  file: join(folder, 'desk.sqlite'),
  version: 'bench',
  port: 0,
});
console.log(JSON.stringify({ port: desk.port, token: desk.consoleToken }));
process.once('SIGTERM', () => void desk.close().then(() => process.exit(0)));
