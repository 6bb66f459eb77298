/**
 * Rule 2: the `Host` is this service's own, letter by letter. A page that made its own name point to
 * 127.0.0.1 (DNS rebinding) is of one origin with it for the browser, but its name still stands here.
 */

import { OneCardError } from '../../errors/index.ts';
import type { RequestHead } from './head.ts';

export function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** @throws OneCardError `desk.host-refused` for a host that is missing, doubled or another */
export function assertHost(head: RequestHead, port: number): void {
  const values = head.values('host');
  if (values.length === 1 && ownHosts(port).includes(values[0]!.toLowerCase())) return;
  throw new OneCardError('desk.host-refused', { hosts: values.length });
}
