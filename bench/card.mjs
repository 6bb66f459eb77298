// A full visit of the virtual card in both suites: APDUs, bytes, the host's processor time a step, and the time
// that a contact would need; then signatures verified a second.  npm run bench:card [-- --json FILE] [--rounds N]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countyOf } from './card/county.mjs';
import { measureVisits } from './card/visit.mjs';
import { figuresOfVisits, printFormula, printVisits } from './card/visitReport.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '1' },
  },
});
/** Compilers and caches are warm after that. */
const WARM_UP = 5;
const WAYS = ['S8', 'S16'].flatMap((size) =>
  ['two-slot', 'atomic'].map((commit) => ({ size, commit })),
);

const visits = [];
for (const suiteId of [1, 2]) {
  const county = await countyOf(suiteId);
  for (const way of WAYS) {
    const measured = await measureVisits(county, {
      ...way,
      rounds: Number(values.rounds),
      warmUp: WARM_UP,
    });
    visits.push({ suite: county.suite.name, ...way, ...measured });
  }
}
printVisits(visits);
printFormula();
const figures = [...figuresOfVisits(visits), ...(await signatureFigures())];
if (values.json) writeFileSync(values.json, `${JSON.stringify({ figures }, undefined, 2)}\n`);

/** What bench/signatures.mjs measures, in a process of its own. */
async function signatureFigures() {
  const folder = mkdtempSync(join(tmpdir(), 'onecard-bench-'));
  try {
    const file = join(folder, 'signatures.json');
    const program = fileURLToPath(new URL('signatures.mjs', import.meta.url));
    const args = [program, '--json', file, '--seconds', values.seconds];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const [status] = await once(child, 'exit');
    if (status !== 0) throw new Error(`bench/signatures.mjs ended with ${status}`);
    return JSON.parse(readFileSync(file, 'utf8')).figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
