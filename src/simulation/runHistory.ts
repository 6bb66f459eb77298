/** One history in one world, checked after every step and at its end. */

import { lookAnew } from './evidence.ts';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { heal } from './heal.ts';
import type { Invariant, Scope } from './invariant.ts';
import { ALWAYS, AT_LAST } from './invariants.ts';
import { perform } from './perform.ts';
import { SeededRandom } from './random.ts';
import { proveYears } from './rotation.ts';
import { drawHistory, EVENT_KINDS, type EventKind, type NumberedStep } from './steps.ts';
import type { Documents } from './world/documents.ts';
import { buildWorld, type Planting } from './world/world.ts';
import { countLaterSteps, YearWatch } from './years.ts';

/** Settlements of one history: long enough for a card's tenth visit, short enough to be told. */
export const HISTORY_VISITS_MAX = 200;

const COUNTIES = 2;
const PERSONS_PER_COUNTY = 4;
const DESKS = 4;

export interface HistoryOptions {
  readonly seed: number;
  /** Visits, at most `HISTORY_VISITS_MAX`. */
  readonly visits: number;
  readonly documents: Documents;
  /** Kinds of faults and events that may happen; all, unless told. */
  readonly only?: readonly (FaultKind | EventKind)[];
  readonly planting?: Planting;
  /** Told of each step as it ended. */
  readonly onStep?: (step: NumberedStep, ends: readonly string[]) => void;
}

/** An invariant that did not hold. */
export interface Breach {
  readonly invariant: string;
  readonly says: string;
  readonly found: string;
  /** Number of the step after which it was found; undefined at the end. */
  readonly step?: number;
}

export interface HistoryResult {
  readonly steps: readonly NumberedStep[];
  readonly breach?: Breach;
  /** Settlements that were asked for: visits, and those of the end. */
  readonly visits: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** The steps that the seed draws; the same for the same options. */
export function stepsOf({ seed, visits, only }: HistoryOptions): readonly NumberedStep[] {
  const chosen = (kind: FaultKind | EventKind) => only === undefined || only.includes(kind);
  return drawHistory(new SeededRandom(seed, 1), {
    desks: DESKS,
    persons: COUNTIES * PERSONS_PER_COUNTY,
    counties: COUNTIES,
    visits,
    faults: FAULT_KINDS.filter(chosen),
    events: EVENT_KINDS.filter(chosen),
  });
}

/** @param steps of `stepsOf`, or some of them */
export async function runHistory(
  options: HistoryOptions,
  steps: readonly NumberedStep[] = stepsOf(options),
): Promise<HistoryResult> {
  const counts = new Map<string, number>();
  const count = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by);
  const world = await buildWorld({
    random: new SeededRandom(options.seed),
    documents: options.documents,
    counties: COUNTIES,
    personsPerCounty: PERSONS_PER_COUNTY,
    desks: DESKS,
    onFault: (kind) => count(`fault ${kind}`),
    onTransition({ from, event, to }) {
      count(`state ${to}`);
      count(`edge ${from} ${event} ${to}`);
    },
    onCount: count,
    ...(options.planting && { planting: options.planting }),
  });
  const years = new YearWatch(world);
  let visits = 0;
  let breach: Breach | undefined;
  const tell = (ends: readonly string[]) => {
    visits += ends.length;
    for (const end of ends) count(`end ${end}`);
  };
  /** The step that is under way; undefined at the end. */
  let under: number | undefined;
  try {
    for (const each of steps) {
      under = each.number;
      if (each.step.kind === 'event') count(`event ${each.step.event}`);
      const touched = await perform(world, each);
      years.look();
      tell(touched.ends);
      options.onStep?.(each, touched.ends);
      breach = firstBreach(ALWAYS, { world, ...touched }, each.number);
      if (breach) break;
    }
    if (!breach) {
      under = undefined;
      tell(await heal(world, new SeededRandom(options.seed, 2)));
      years.look();
      countLaterSteps(world);
      await proveYears(world);
      lookAnew(world);
      const all = { world, desks: new Set(world.desks), persons: new Set(world.persons) };
      breach = firstBreach([...ALWAYS, ...AT_LAST], all, undefined);
    }
    for (const [kind, times] of world.notebook.referrals.counts) count(`referral ${kind}`, times);
    for (const { resolution } of world.notebook.decisions) count(`review ${resolution}`);
  } catch (error) {
    breach = unexpected(error, under);
  } finally {
    world.close();
    await eventLoopTurn();
  }
  return { steps, visits, counts, ...(breach && { breach }) };
}

/**
 * Nothing in a world waits for a real event, and SQLite's statements of worlds that ended, with all their
 * rows, are given back in a turn of the event loop alone.
 */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Whoever is at a desk hears of everything that may go wrong; what nobody hears of is a fault of ours. */
function unexpected(error: unknown, step: number | undefined): Breach {
  const found = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    invariant: 'nothing-unexpected',
    says: 'what goes wrong has a code, and somebody at a desk or a centre is told of it',
    found,
    ...(step !== undefined && { step }),
  };
}

function firstBreach(
  invariants: readonly Invariant[],
  scope: Scope,
  step: number | undefined,
): Breach | undefined {
  for (const invariant of invariants) {
    for (const found of invariant.find(scope)) {
      const { name, says } = invariant;
      return { invariant: name, says, found, ...(step !== undefined && { step }) };
    }
  }
  return undefined;
}
