/** Node's timers count to 31 bits of milliseconds, 24.8 days: one that is longer fires at once. */
export const WAIT_MS_MAX = 2 ** 31 - 1;

/** @throws RangeError unless `ms` is a time that can be waited for. */
export function assertWaitMs(name: 'timeoutMs' | 'deadlineMs', ms: number): void {
  if (ms >= 0 && ms <= WAIT_MS_MAX) return;
  throw new RangeError(`"${name}" expected 0 to ${WAIT_MS_MAX} milliseconds`);
}
