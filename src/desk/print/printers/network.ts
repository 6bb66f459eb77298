/** A printer in the network: raw bytes to its port, 9100 as a rule. */

import { connect } from 'node:net';
import { within } from './unreachable.ts';

/** @throws OneCardError `print.printer-unreachable` */
export function sendToHost(
  host: string,
  port: number,
  bytes: Uint8Array,
  msMax: number,
): Promise<void> {
  return within(msMax, (signal) => {
    const socket = connect({ host, port });
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      // It took all of it: whatever it still says is of no use.
      socket.on('close', (hadError) => (hadError ? undefined : resolve()));
      socket.resume().end(bytes);
    });
  });
}
