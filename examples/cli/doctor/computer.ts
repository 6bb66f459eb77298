/** The computer itself: the runtime and the clock. */

import { chinaDate, type Instant, instantText, plainDate, startOfDay } from '../../../src/time.ts';
import { type DoctorFinding, foundHere } from './causes.ts';

/** What Node.js says of itself; injectable for tests. */
export interface Runtime {
  /** Such as `20.20.2`. */
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly electron?: string | undefined;
}

export const thisRuntime: Runtime = {
  node: process.versions.node,
  platform: process.platform,
  arch: process.arch,
  electron: process.versions.electron,
};

/** package.json#engines. */
const NODE_MIN = [20, 19] as const;

/** Last days of maintenance as the Node.js release schedule gives them. Newer ones are maintained. */
const LAST_DAYS: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
};

export function examineRuntime(runtime: Runtime, now: Instant): DoctorFinding {
  const { electron, ...rest } = runtime;
  const facts = { ...rest, ...(electron !== undefined && { electron }) };
  const [major = 0, minor = 0] = runtime.node.split('.').map(Number);
  const [majorMin, minorMin] = NODE_MIN;
  if (major < majorMin || (major === majorMin && minor < minorMin)) {
    return foundHere('runtime', 'runtime-too-old', { facts });
  }
  const lastDay = LAST_DAYS[major];
  const isOver = lastDay !== undefined && plainDate(lastDay) < chinaDate(now);
  if (!isOver) return foundHere('runtime', 'runtime-supported', { facts });
  return foundHere('runtime', 'runtime-end-of-life', { facts: { ...facts, lastDay } });
}

/** Nothing of this software existed before. */
const SOFTWARE_SINCE = startOfDay(plainDate('2025-01-01'));
/** A clock that has lost its battery may also jump far ahead; no version of this is used so long. */
const SOFTWARE_UNTIL = startOfDay(plainDate('2045-01-01'));
/** A clock that is corrected over the network may step back this far; more was done by hand. */
const STEP_BACK_MS = 120_000;

/** @param newestAt when the newest entry of the journal was written */
export function examineClock(now: Instant, newestAt: Instant | undefined): DoctorFinding {
  const facts = { now: instantText(now) };
  if (now < SOFTWARE_SINCE) return foundHere('clock', 'clock-before-software', { facts });
  if (newestAt !== undefined && now + STEP_BACK_MS < newestAt) {
    const both = { ...facts, newest: instantText(newestAt) };
    return foundHere('clock', 'clock-behind-journal', { facts: both });
  }
  if (now >= SOFTWARE_UNTIL) return foundHere('clock', 'clock-far-ahead', { facts });
  return foundHere('clock', 'clock-plausible', { facts });
}
