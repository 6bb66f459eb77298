/** Runs in the guest kernel: every case after the other, one JSON line each on the console. */

import { type GuestCase, type GuestResult, RESULT_MARK } from './cases.ts';
import { ctapCases } from './ctapCases.ts';
import { vendorCases } from './vendorCases.ts';

/** One case: the longest waits for a time-out of a few seconds, under emulation ten times as slow. */
const CASE_MS_MAX = 30_000;

async function trial(guestCase: GuestCase): Promise<GuestResult> {
  const { name } = guestCase;
  const begun = performance.now();
  const ms = (): number => Math.round(performance.now() - begun);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took over ${CASE_MS_MAX} ms`)), CASE_MS_MAX);
  });
  try {
    const result = await Promise.race([guestCase.run(), late]);
    return { name, ms: ms(), result };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, ms: ms(), failure };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A case that fails is tried again. uhid keeps 32 reports a device and drops what comes then, which no
 * line of a real reader does: on a busy computer the emulator may be late to fetch them.
 */
const TRIES_MAX = 3;

for (const guestCase of [...ctapCases, ...vendorCases]) {
  let result = await trial(guestCase);
  for (let tries = 1; 'failure' in result && tries < TRIES_MAX; tries++) {
    console.log(`again (${tries}): ${result.name}: ${result.failure}`);
    result = await trial(guestCase);
  }
  console.log(RESULT_MARK + JSON.stringify(result));
}
// A read of /dev/uhid that a failed case left behind would keep the process alive.
process.exit(0);
