// Decides past bills, one JSON document a line, under another plan: what would a year have cost each fund?
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whatIf } from 'onecard/settlement';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'onecard-what-if-'));
const bills = join(folder, 'bills.jsonl');
const past = ['yinjiang-inpatient', 'yinjiang-second-visit'];
const lines = past.map((name) => JSON.stringify(JSON.parse(read(`examples/bills/${name}.json`))));
writeFileSync(bills, `${lines.join('\n')}\n`);

const plan = read('plans/yinjiang-2019.yaml');
const catalogues = [read('catalogues/999101.yaml')];
const summary = await whatIf({ bills, plan, catalogues, threads: 2 });
rmSync(folder, { recursive: true });

console.log(`${summary.decided} of ${summary.bills} bills decided, ${summary.total} fen in all`);
for (const [layer, { payer, bills: count, paid }] of summary.byLayer) {
  console.log(`${layer} (${payer}): ${paid} fen in ${count} bills`);
}
for (const [reason, count] of summary.refused) console.log(`refused, ${reason}: ${count}`);
