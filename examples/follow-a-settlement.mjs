// Settles a bill state by state, asks for it by its id, and takes it back with the card at hand.
import { openTerminal, systemWait } from 'onecard/terminal';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment, bill } = await makeDesk();
const terminal = openTerminal({ ...equipment, wait: systemWait });
await terminal.recover();

const reader = virtualReader(card);
const run = terminal.settle(await reader.connect({ exclusive: true }), bill, {
  operator: '999',
  confirm: async () => true,
});
for await (const { state, sentence, cancellable } of run) {
  console.log(`${state} (${cancellable}): ${sentence.zh}`);
}
const { entry } = await run;
console.log(await terminal.status(entry.id).then(({ outcome }) => outcome));
reader.remove();

const again = virtualReader(card);
const reversal = await terminal.reverse(entry.id, {
  reason: '收费错误',
  operator: '999',
  transport: await again.connect({ exclusive: true }),
});
console.log(reversal.outcome, reversal.card?.outcome);
again.remove();
