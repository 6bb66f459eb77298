// Runs the golden cases of a plan, then tells what its newer version changes and what that does to a past bill.
import { readFileSync } from 'node:fs';
import * as settlement from 'onecard/settlement';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const file = 'plans/jimunai-2011.yaml';
const plan = settlement.parsePlan(read(file), file);

const cases = file.replace('.yaml', '.cases.yaml');
const results = settlement.runPlanCases(plan, read(cases), cases);
const differing = results.filter(({ problems }) => problems.length > 0);
console.log(`${results.length} cases, ${differing.length} differ`);

const document = settlement.planDocumentOf(read(file), file);
const before = settlement.writtenVersion(document, '2011-before-april');
const after = settlement.writtenVersion(document, '2011-from-april');
for (const difference of settlement.ruleDifferences(before, after)) {
  console.log(settlement.ruleDifferenceText(difference, 'en'));
}

const bill = settlement.parsePastBill(read('examples/bills/jimunai-inpatient.json'), 'bill');
const catalogue = settlement.parseCatalogue(read('catalogues/999101.yaml'), 'catalogue');
const sides = plan.versions.map((version) => settlement.alwaysUnder(plan, version));
const { byPayer } = settlement.billsDifference(sides, [bill], () => catalogue);
console.log(`cash ${byPayer.cash.before} → ${byPayer.cash.after} fen`);
