/** The three ways to a security module, each over one store of its own. */

import { randomBytes } from 'node:crypto';
import {
  type CardTransport,
  hsmSam,
  pcscSam,
  type TransportLayer,
} from '../../../src/card/index.ts';
import type { Clock, RandomSource, Sam } from '../../../src/model/index.ts';
import {
  type CardStore,
  hsmServer,
  memoryStore,
  type SamIssue,
  SoftSam,
  VirtualSam,
  virtualReader,
} from '../../../src/virtual/index.ts';
import { type Authority, authority, type Identity } from '../../support/tls.ts';
import { module, NOW } from './modules.ts';

export const RANDOM: RandomSource = { bytes: (count) => Uint8Array.from(randomBytes(count)) };

/** A module that has been issued, and the driver that speaks to it. */
export interface Driven {
  readonly sam: Sam;
  /** The module loses its power and what it only remembered. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface DriverOptions {
  readonly issue?: Partial<SamIssue>;
  readonly store?: CardStore;
  readonly clock?: Clock;
}

export type MakeDriver = (options?: DriverOptions) => Promise<Driven>;

/** A module in `store`, issued there unless it stands there already. */
export async function issuedStore(options: DriverOptions = {}): Promise<CardStore> {
  const { store = memoryStore(), issue = {} } = options;
  if (!(await store.load())) await module(issue, { store });
  return store;
}

export const softDriver: MakeDriver = async (options = {}) => {
  const store = await issuedStore(options);
  const { clock } = options;
  const open = async () => (await SoftSam.open(store, clock ? { clock } : {}))!;
  const driven = { sam: await open(), restart: async () => {}, close: async () => {} };
  return {
    ...driven,
    get sam() {
      return driven.sam;
    },
    restart: async () => {
      driven.sam = await open();
    },
  };
};

/** The module in a virtual slot of this process. */
export const slotDriver: MakeDriver = async (options = {}) => {
  const { sam, chip } = await inSlot(options);
  return {
    sam,
    restart: async () => void chip.powerUp(),
    close: () => sam.close(),
  };
};

export async function inSlot(
  options: DriverOptions = {},
  layer: TransportLayer = (inner) => inner,
) {
  const store = await issuedStore(options);
  const { clock } = options;
  const chip = new VirtualSam(store, clock ? { clock } : {});
  const reader = virtualReader(chip, 'SAM slot');
  const connect = async (): Promise<CardTransport> =>
    layer(await reader.connect({ exclusive: true }));
  return { sam: pcscSam(connect), chip, reader, store };
}

let made:
  | { readonly ca: Authority; readonly server: Identity; readonly client: Identity }
  | undefined;

/** One authority, one server and one terminal for all tests of a file. */
export function certificates() {
  if (!made) {
    const ca = authority('test authority');
    made = { ca, server: ca.issue('hsm'), client: ca.issue('T-01') };
  }
  return made;
}

/** The module behind a server on a port of this machine. */
export const hsmDriver: MakeDriver = async (options = {}) => {
  const store = await issuedStore(options);
  const { ca, server, client } = certificates();
  const { clock = { now: () => NOW } } = options;
  const start = (port: number) =>
    hsmServer({
      tls: { ca: ca.cert, cert: server.cert, key: server.key },
      terminals: new Map([[client.fingerprint, async () => (await SoftSam.open(store))!]]),
      clock,
      random: RANDOM,
      port,
    });
  let running = await start(0);
  const sam = hsmSam({
    url: running.url,
    tls: { ca: ca.cert, cert: client.cert, key: client.key },
    random: RANDOM,
  });
  return {
    sam,
    async restart() {
      const { port } = new URL(running.url);
      await running.close();
      running = await start(Number(port));
    },
    async close() {
      await sam.close();
      await running.close();
    },
  };
};

export const DRIVERS = {
  'in software': softDriver,
  'in a slot': slotDriver,
  'behind a server': hsmDriver,
} as const satisfies Record<string, MakeDriver>;
