// Answers "why not more?" for one line of a bill, and gives the decision in the national fields.
import { openTerminal } from 'onecard';
import { nationalFields, renderLineAnswer, whyNotMore } from 'onecard/settlement';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment, bill } = await makeDesk();
const transport = await virtualReader(card).connect();
const trial = await openTerminal(equipment).trial(transport, bill);
await transport.close();
if (trial.outcome === 'adjudicated') {
  console.log(renderLineAnswer(whyNotMore(trial.adjudication, '9'), 'en'));
  for (const [field, fen] of Object.entries(nationalFields(trial.adjudication))) {
    console.log(field, fen);
  }
}
