// Adds the counts of all reports to those of the checks before them and prints the closing line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, checksPassed, checksFailed, status] = process.argv.slice(2);
const reports = readdirSync(folder).map((name) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')),
);
const sum = (count) => reports.reduce((total, report) => total + report[count], 0);
const passed = sum('numPassedTests') + Number(checksPassed);
let failed = sum('numFailedTests') + Number(checksFailed);
// A suite that could not be loaded, or an error between tests, fails without a failed test to count.
if (failed === 0 && Number(status) !== 0) failed = 1;
const skipped = sum('numPendingTests') > 0 ? `, ${sum('numPendingTests')} skipped` : '';
console.log(`${passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
