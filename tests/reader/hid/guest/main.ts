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

for (const guestCase of [...ctapCases, ...vendorCases]) {
  console.log(RESULT_MARK + JSON.stringify(await trial(guestCase)));
}
// A read of /dev/uhid that a failed case left behind would keep the process alive.
process.exit(0);
