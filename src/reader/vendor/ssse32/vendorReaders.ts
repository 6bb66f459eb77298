import { basename } from 'node:path';
import type { ReaderProvider } from '../../provider.ts';
import type { VendorBinding } from '../binding.ts';
import { VendorProcess, type VendorProcessOptions } from '../vendorProcess.ts';
import { SSSE32_BINDING } from './binding.ts';
import { Ssse32Device } from './device.ts';
import { Ssse32Reader } from './reader.ts';
import { waitForCard, watchReader } from './watch.ts';

export interface VendorReadersOptions extends VendorProcessOptions {
  /** What `ICC_Reader_Open` is given: `AUTO`, `USB1`, `COM3` …; `AUTO` when absent. */
  readonly port?: string | undefined;
  readonly binding?: VendorBinding | undefined;
}

/**
 * The reader of a vendor's `SSSE32.dll` or one of its kin, through a child process that starts at the
 * first call and may die without harm: connections are then `vendor.connection-lost`, and connecting
 * anew goes on. The driver owns the reader; its slots share one line, and a transaction holds them all.
 * @example
 * const readers = vendorReaders({ library: '/opt/vendor/libSSSE32.so', port: 'USB1' });
 * const reader = await readers.waitForCard({ timeoutMs: 30_000 });
 * const card = await reader.connect();
 * const sam = await reader.connect({ slot: 1 });
 */
export function vendorReaders(options: VendorReadersOptions): ReaderProvider {
  const process = new VendorProcess(options, options.binding ?? SSSE32_BINDING);
  const port = options.port ?? 'AUTO';
  const device = new Ssse32Device(process, port, `${basename(options.library)} ${port}`);
  const reader = new Ssse32Reader(process, device);
  const closing = new AbortController();
  const untilClosed = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
  return {
    kind: 'vendor',
    async list() {
      return (await reader.isAttached()) ? [reader] : [];
    },
    waitForCard: (wait) => waitForCard(reader, wait, untilClosed(wait.signal)),
    events: ({ signal } = {}) => watchReader(reader, untilClosed(signal)),
    async close() {
      closing.abort();
      await reader.retire();
    },
  };
}
