// Reads the card, proves it, and prints every check by name.
import { CardSession, verifyRecord } from 'onecard/card';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment } = await makeDesk();
const { sam, random, trust, clock } = equipment;
const session = await CardSession.open(await virtualReader(card).connect(), { sam, random });
try {
  const record = await session.read();
  const verification = verifyRecord(record, trust, { now: clock.now(), insuranceYear: 2026 });
  for (const { name, file = '', outcome } of verification.checks) console.log(outcome, name, file);
  if (verification.outcome === 'verified') console.log('holder', verification.record.holder.name);
} finally {
  await session.close();
}
