/** A program of its own: decides the example bills and prints all that follows, for comparing hosts. */

import { toHex } from '../../src/bytes.ts';
import type {
  SettlementId,
  SettlementStatement,
  SignedSettlementFields,
} from '../../src/model/index.ts';
import { renderExplanation, renderReceipt } from '../../src/settlement/index.ts';
import { chinaDate, chinaTimeText, parseInstant } from '../../src/time.ts';
import { bill, decided, jimunai, personA, personB, request, yinjiang } from './support.ts';

// The last millisecond of a year in China, and the first of the next: 16:00 UTC, 11:00 in New York.
for (const text of ['2025-12-31T15:59:59.999Z', '2025-12-31T16:00:00.000Z']) {
  const at = parseInstant(text);
  process.stdout.write(`${chinaDate(at)} ${chinaTimeText(at)}\n`);
}

const CASES = [
  ['examples/bills/yinjiang-inpatient.json', personA, yinjiang],
  ['examples/bills/jimunai-inpatient.json', personB, jimunai],
] as const;

for (const [path, person, plan] of CASES) {
  const settledAt = parseInstant('2026-03-08T23:30:00-05:00');
  const adjudication = decided(
    request({ person, plan, bill: bill(path), settledOn: chinaDate(settledAt) }),
  );
  const statement = { id: '0199e1a2-7b3c-7def-8123-456789abcdef' as SettlementId, settledAt };
  const receipt = {
    sequence: 1,
    at: settledAt,
    hash: adjudication.billHash,
    signed: { statement: statement as SettlementStatement } as SignedSettlementFields,
    adjudication,
    bill: bill(path),
    holder: person,
  };
  process.stdout.write(`${toHex(adjudication.plan.hash)} ${toHex(adjudication.catalogue.hash)}\n`);
  process.stdout.write(renderReceipt(receipt, 'zh'));
  process.stdout.write(renderReceipt(receipt, 'en'));
  process.stdout.write(renderExplanation(adjudication, 'zh'));
}
