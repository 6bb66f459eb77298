/** Programs that are known to hold cards, among those that run now. */

import type { DoctorHost } from './host.ts';
import { PROCESSES_MAX } from './limits.ts';

/** As /proc/PID/comm writes them: 15 characters at most. */
const HOLDERS: ReadonlySet<string> = new Set([
  'scdaemon', // GnuPG
  'ssh-pkcs11-help', // OpenSSH
  'p11-kit-remote',
  'opensc-notify',
  'opensc-tool',
  'pkcs11-tool',
  'pcsc_scan',
]);

export async function runningHolders(host: DoctorHost): Promise<readonly string[]> {
  if (host.platform !== 'linux') return [];
  const ids = (await host.names('/proc', PROCESSES_MAX)).filter((name) => /^\d+$/.test(name));
  const running = new Set<string>();
  for (const id of ids) {
    const name = (await host.text(`/proc/${id}/comm`)) ?? '';
    if (HOLDERS.has(name)) running.add(name);
  }
  const names: string[] = [...running];
  return names.sort();
}
