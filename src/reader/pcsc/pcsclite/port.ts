/**
 * The PC/SC port over the pcsclite package, for programs that have it anyway. It lacks transactions,
 * reconnect and attributes; it waits with a thread a reader of its own, and some of its calls hold up the
 * JavaScript thread: while it is made and closed, and when a reader's status changes during an exchange.
 */

import { OneCardError } from '../../../errors/index.ts';
import { CallQueue } from '../../callQueue.ts';
import { NOTIFICATION_READER } from '../layout.ts';
import { DEADLINES, type Deadlines } from '../libraryConnection.ts';
import type {
  AccessMode,
  PcscConnection,
  PcscContext,
  PcscPort,
  ReaderStateIn,
  ReaderStateOut,
  StatusChange,
  WaitOptions,
} from '../port.ts';
import { stateWord } from '../readerFlags.ts';
import { PROTOCOL_ANY, SHARE_MODES } from '../words.ts';
import { PackageConnection } from './connection.ts';
import { loadPackage, type PackageFactory, packageFailure } from './load.ts';
import { PackageMonitor } from './monitor.ts';

/**
 * Loads the package.
 * @throws OneCardError `reader.pcsclite-not-installed`, `reader.pcsclite-not-built`.
 */
export async function openPcsclitePort(
  deadlines: Deadlines = DEADLINES,
  load: () => Promise<PackageFactory> = loadPackage,
): Promise<PcscPort> {
  const make = await load();
  return {
    capabilities: new Set(['control']),
    notificationReader: NOTIFICATION_READER,
    establishContext: async () => new PackageContext(new PackageMonitor(make), deadlines),
  };
}

class PackageContext implements PcscContext {
  readonly #monitor: PackageMonitor;
  readonly #deadlines: Deadlines;
  /** One a reader: the package has one handle for each, and would wait for a lock inside. */
  readonly #queues = new Map<string, CallQueue>();
  readonly #connections: PackageConnection[] = [];
  #cancel = new AbortController();
  #isReleased = false;

  constructor(monitor: PackageMonitor, deadlines: Deadlines) {
    this.#monitor = monitor;
    this.#deadlines = deadlines;
  }

  async listReaders(): Promise<readonly string[]> {
    await this.#monitor.ready(this.#deadlines.callMs);
    return this.#monitor.names;
  }

  async getStatusChange(
    states: readonly ReaderStateIn[],
    { timeoutMs, signal }: WaitOptions,
  ): Promise<StatusChange> {
    const stops = [this.#cancel.signal, ...(signal ? [signal] : [])];
    const stop = AbortSignal.any(stops);
    await this.#monitor.ready(this.#deadlines.callMs);
    const timeIsUp = AbortSignal.timeout(timeoutMs);
    const wake = AbortSignal.any([...stops, timeIsUp]);
    // Ends with the time.
    for (;;) {
      if (stop.aborted) return { outcome: 'cancelled' };
      const now = states.map(({ readerName }) => this.#monitor.state(readerName));
      if (now.some((state, index) => isOther(states[index]!, state))) {
        return { outcome: 'changed', states: now };
      }
      if (timeIsUp.aborted || timeoutMs === 0) return { outcome: 'timed-out' };
      await this.#monitor.change(wake);
    }
  }

  async connect(readerName: string, accessMode: AccessMode): Promise<PcscConnection> {
    await this.#monitor.ready(this.#deadlines.callMs);
    const reader = this.#monitor.reader(readerName);
    // The package would say that all is well, and use the handle that is there.
    if (reader.connected) throw new OneCardError('reader.in-use', { reader: readerName });
    const queue = this.#queues.get(readerName) ?? new CallQueue({ reader: readerName });
    this.#queues.set(readerName, queue);
    const share = { share_mode: SHARE_MODES[accessMode], protocol: PROTOCOL_ANY };
    const connect = (): Promise<number> =>
      new Promise((resolve, reject) => {
        reader.connect(share, (error, protocol) => {
          if (error) reject(packageFailure(error, 'SCardConnect', readerName));
          else resolve(protocol);
        });
      });
    const protocol = await queue.run('SCardConnect', this.#deadlines.callMs, connect);
    const deadlines = this.#deadlines;
    const connection = new PackageConnection(reader, this.#monitor, protocol, queue, deadlines);
    this.#connections.push(connection);
    return connection;
  }

  async cancel(): Promise<void> {
    this.#cancel.abort();
    this.#cancel = new AbortController();
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    // The package keeps a handle until its objects are collected.
    for (const connection of this.#connections) await connection.disconnect();
    const owing = [...this.#queues.values()].filter(({ isPoisoned }) => isPoisoned);
    // Closing waits for a lock that an exchange holds: not before the system has answered.
    if (owing.length === 0) this.#monitor.close();
    else void Promise.all(owing.map((queue) => queue.settled())).then(() => this.#monitor.close());
  }
}

function isOther(known: ReaderStateIn, state: ReaderStateOut): boolean {
  const before = stateWord(known.flags, known.eventCount);
  return stateWord(state.flags, state.eventCount) !== before;
}
