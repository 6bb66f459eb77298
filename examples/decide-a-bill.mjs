// Decides a bill for a proven card and prints who pays; nothing is kept.
import { openTerminal } from 'onecard';
import { renderTrial } from 'onecard/settlement';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment, bill } = await makeDesk();
const transport = await virtualReader(card).connect();
const trial = await openTerminal(equipment).trial(transport, bill);
await transport.close();
if (trial.outcome === 'adjudicated') {
  const holder = { name: trial.record.holder.name, memberNumber: bill.patient.memberNumber };
  console.log(renderTrial({ adjudication: trial.adjudication, bill, holder }, 'en'));
}
