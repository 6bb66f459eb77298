/**
 * A PC/SC port that follows a script, for what no daemon can be made to do here: a card that is mute, a
 * system that does not announce readers, a service that fails at one certain call.
 */

import type {
  PcscConnection,
  PcscContext,
  PcscPort,
  ReaderFlag,
  ReaderStateOut,
} from '../../src/reader/index.ts';
import { PCSC_CAPABILITIES } from '../../src/reader/pcsc/port.ts';

/** What one look finds: readers by name with their flags, or a failure. */
export type Look = Readonly<Record<string, readonly ReaderFlag[]>> | Error;

export interface ScriptedPort extends PcscPort {
  readonly contexts: { established: number; released: number };
}

/** One look a round; the last one is repeated. */
export function scriptedPort(
  looks: readonly Look[],
  options: { readonly notificationReader?: string } = {},
): ScriptedPort {
  const contexts = { established: 0, released: 0 };
  let round = 0;
  const context: PcscContext = {
    async listReaders() {
      const look = looks[Math.min(round++, looks.length - 1)]!;
      if (look instanceof Error) throw look;
      return Object.keys(look);
    },
    async getStatusChange(states, { timeoutMs }) {
      const look = looks[Math.min(round, looks.length) - 1]! as Exclude<Look, Error>;
      const out = states.map(({ readerName }): ReaderStateOut => {
        const flags = new Set(look[readerName] ?? []);
        return { readerName, flags, eventCount: 0, atr: new Uint8Array(0) };
      });
      const isNew = states.some(({ readerName, flags }) => {
        const now = look[readerName] ?? [];
        return now.length !== flags.size || now.some((flag) => !flags.has(flag));
      });
      if (isNew) return { outcome: 'changed', states: out };
      await new Promise((resolve) => setTimeout(resolve, Math.min(timeoutMs, 10)));
      return { outcome: 'timed-out' };
    },
    connect: async () => Promise.reject(new Error('nothing to connect to')),
    cancel: async () => undefined,
    async release() {
      contexts.released++;
    },
  };
  return {
    ...options,
    capabilities: new Set(PCSC_CAPABILITIES),
    contexts,
    async establishContext() {
      contexts.established++;
      return context;
    },
  };
}

/** A connection whose exchanges and looks end as scripted; what is not scripted answers 9000. */
export function scriptedConnection(script: {
  readonly transmit?: readonly (Error | Uint8Array)[];
  readonly status?: readonly (Error | undefined)[];
}): PcscConnection & { readonly calls: string[] } {
  const calls: string[] = [];
  const transmits = [...(script.transmit ?? [])];
  const statuses = [...(script.status ?? [])];
  return {
    calls,
    readerName: 'Desk',
    givenBack: Promise.resolve(),
    async transmit() {
      calls.push('transmit');
      const next = transmits.shift() ?? Uint8Array.of(0x90, 0x00);
      if (next instanceof Error) throw next;
      return next;
    },
    async status() {
      calls.push('status');
      const next = statuses.shift();
      if (next) throw next;
      return { protocol: 'T=1', atr: Uint8Array.of(0x3b, 0x00) };
    },
    async reconnect(initialisation) {
      calls.push(`reconnect ${initialisation}`);
    },
    async disconnect(disposition) {
      calls.push(`disconnect ${disposition}`);
    },
    async control(code) {
      calls.push(`control ${code}`);
      return new Uint8Array(0);
    },
    async getAttribute(attribute) {
      calls.push(`attribute ${attribute}`);
      return new Uint8Array(0);
    },
    startTransaction: async (work) => void (await work()),
  };
}
