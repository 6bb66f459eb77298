// Adds the suite's counts to those of the checks before it and prints the closing line.
import { readFileSync } from 'node:fs';

const [report, checksPassed, checksFailed, status] = process.argv.slice(2);
let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch (error) {
  console.error(`the suite left no report: ${error.message}`);
}
const passed = counts.numPassedTests + Number(checksPassed);
let failed = counts.numFailedTests + Number(checksFailed);
// A suite that could not be loaded, or an error between tests, fails without a failed test to count.
if (failed === 0 && Number(status) !== 0) failed = 1;
const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
console.log(`${passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
