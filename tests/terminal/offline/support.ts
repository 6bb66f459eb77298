/** The demo's world with limits that its home county signed, and a link to the centre that can be cut. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../../../examples/cli/world/open.ts';
import type { Centre } from '../../../src/centre/index.ts';
import { importPrivateKey, suiteOf } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type {
  Bill,
  CentrePort,
  Clock,
  OfflineLimits,
  SettlementId,
  TerminalId,
} from '../../../src/model/index.ts';
import { openJournal, parseBill, signOfflineLimits } from '../../../src/settlement/index.ts';
import {
  type Equipment,
  memoryCardCounters,
  openTerminal,
  systemClock,
} from '../../../src/terminal/index.ts';
import { type Instant, instant } from '../../../src/time.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { limitsFor } from '../../support/offlineLimits.ts';
import { HOME, tap, withCentre } from '../../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../../support/world.ts';

/** Two days: what a world may have been without its centre. */
export const HOUR_MS = 3_600_000;

export function wholeSecond(at: Instant): Instant {
  return instant(at - (at % 1000));
}

export interface OfflineWorld {
  readonly world: World;
  readonly folder: string;
  readonly centre: Centre;
  /** The county's limits, as it would sign them now. */
  readonly sign: (changes?: Partial<OfflineLimits>) => Uint8Array;
  /** Equipment with the signed limits; nobody answers where `cut` is true. */
  readonly at: (options?: Situation) => Partial<Equipment>;
}

export interface Situation {
  readonly cut?: boolean;
  readonly limits?: Partial<OfflineLimits>;
  /** Calls of the centre that are changed. */
  readonly centre?: (centre: CentrePort) => Partial<CentrePort>;
  readonly clock?: Clock;
}

const UNREACHABLE = () => Promise.reject(new OneCardError('centre.unreachable'));

/** Nobody answers anything. */
export function nobody(): CentrePort {
  return {
    person: UNREACHABLE,
    quote: UNREACHABLE,
    settle: UNREACHABLE,
    status: UNREACHABLE,
    upload: UNREACHABLE,
    published: UNREACHABLE,
    reverse: UNREACHABLE,
    postWithoutCard: UNREACHABLE,
    confirm: UNREACHABLE,
    acknowledgedHead: UNREACHABLE,
    knownHead: UNREACHABLE,
  };
}

/** @param folder of a world that is there already */
export async function offlineWorld(folder?: string): Promise<OfflineWorld> {
  const own = folder ?? (await temporaryFolder());
  const world = await testWorld(own);
  const home = world.equipment.counties.get(HOME)!;
  const centre = home.centre as Centre;
  const key = await readFile(world.files.countyKey(HOME));
  const countyKey = importPrivateKey(suiteOf(1), Uint8Array.from(key));
  const certificate = await countyCertificate(world);
  const issuedAt = wholeSecond(systemClock.now());
  const sign = (changes: Partial<OfflineLimits> = {}) =>
    signOfflineLimits(limitsFor(home.plan, world.equipment.catalogue, issuedAt, changes), {
      suite: suiteOf(1),
      countyKey,
      certificate,
    });
  let version = 0;
  const signed = new Map<string, Uint8Array>();
  const published = (changes: Partial<OfflineLimits>) => {
    const name = JSON.stringify(changes, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const known = signed.get(name);
    if (known) return known;
    version += 1;
    const bytes = sign({ version, ...changes });
    signed.set(name, bytes);
    return bytes;
  };
  const first = published({});
  if (!folder) await centre.publishLimits(first);
  const at = ({ cut = false, limits = {}, centre: change, clock }: Situation = {}) => {
    const { counties } = withCentre(world, cut ? nobody : (change ?? (() => ({}))));
    const offlineLimits = published(limits);
    return {
      counties: new Map([...counties].map(([code, each]) => [code, { ...each, offlineLimits }])),
      ...(clock && { clock }),
    };
  };
  return { world, folder: own, centre, sign, at };
}

async function countyCertificate(world: World): Promise<Uint8Array> {
  const reader = virtualReader(await world.card('yinjiang'));
  try {
    const transport = await reader.connect({ exclusive: true });
    const { record } = await openTerminal(world.equipment).read(transport);
    return record.chain[0]!;
  } finally {
    reader.remove();
  }
}

/** The demo's bill under this number; `yuan` is what it costs. */
export async function bill(number: string, yuan?: number): Promise<Bill> {
  const demo = await demoBill('yinjiang', number);
  if (yuan === undefined) return demo;
  const [line] = demo.lines;
  const price = `${yuan}.00`;
  const { billNumber, provider, visit, patient } = demo;
  return parseBill(
    JSON.stringify({
      format: 'onecard-bill/1',
      billNumber,
      provider,
      visit,
      patient,
      lines: [
        {
          lineId: '1',
          itemCode: 'X9990004',
          hospitalItemCode: line!.hospitalItemCode,
          name: '青霉素钠注射剂',
          chargedOn: visit.dischargedOn,
          unitPrice: price,
          quantity: '1',
          submitted: price,
        },
      ],
      total: price,
    }),
    'bill.json',
  );
}

/** Settles bills of 1000 yuan off line, each under its number. */
export async function settleOffline(
  { world, at }: OfflineWorld,
  count: number,
): Promise<SettlementId[]> {
  const ids: SettlementId[] = [];
  for (let number = 1; number <= count; number++) {
    const result = await tap(world, await bill(`OFF-${number}`, 1000), at({ cut: true }));
    if (result.outcome !== 'settled') throw new Error(JSON.stringify(result, plain));
    ids.push(result.entry.id);
  }
  return ids;
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** A second desk with a journal of its own, known to the centre. */
export async function secondDesk(
  { world, folder, centre }: OfflineWorld,
  name: string = 'H999101-T02',
) {
  const { sam, clock } = world.equipment;
  const terminalId = name as TerminalId;
  await centre.registerTerminal({
    terminalId,
    samId: await sam.id(),
    publicKey: await sam.publicKey(),
  });
  return {
    terminalId,
    journal: openJournal(join(folder, `${name}.journal`), { terminalId, clock }),
    counters: memoryCardCounters(),
  };
}

/** The system's clock, moved. */
export function movedClock(ms: number): Clock {
  return { now: () => instant(systemClock.now() + ms) };
}
