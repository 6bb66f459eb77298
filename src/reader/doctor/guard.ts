import { setTimeout as sleep } from 'node:timers/promises';
import { found, type ReaderCause } from './causes/index.ts';
import type { Finding } from './finding.ts';
import { PROBE_MS } from './limits.ts';
import { factsOf } from './pcsc.ts';

export type Probe<Cause extends string> = () => Promise<readonly Finding<Cause>[]>;

/**
 * What `probe` finds, or that it failed or took too long. Never rejects.
 * @param probeMs milliseconds; a probe that takes longer is left alone, since nothing can take it back
 */
export async function guardProbe<Cause extends string>(
  check: string,
  probe: Probe<Cause>,
  probeMs: number = PROBE_MS,
): Promise<readonly Finding<Cause | ReaderCause>[]> {
  const over = new AbortController();
  const late = sleep(probeMs, [found(check, 'probe-silent', { facts: { waitedMs: probeMs } })], {
    signal: over.signal,
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([probe(), late]);
  } catch (error) {
    return [found(check, 'probe-failed', { facts: factsOf(error) })];
  } finally {
    over.abort();
  }
}
