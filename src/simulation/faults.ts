/** What can go wrong during a visit, one table: each with how it is drawn, so that every place is met. */

import type { SagaState } from '../terminal/index.ts';
import type { SeededRandom } from './random.ts';

/** Where a terminal reaches outside; every `await` of it is a call to one of these. */
export const PORTS = ['card', 'sam', 'centre', 'journal', 'counters', 'wait', 'person'] as const;
export type PortName = (typeof PORTS)[number];

/** Calls of one visit to each port, at most: a fault beyond the last call does not happen. */
const CALLS: Readonly<Record<PortName, number>> = {
  card: 44,
  sam: 12,
  centre: 9,
  journal: 7,
  counters: 7,
  wait: 4,
  person: 2,
};
/** The same from one state to the next but one. */
const CALLS_AFTER: Readonly<Record<PortName, number>> = {
  card: 10,
  sam: 4,
  centre: 3,
  journal: 2,
  counters: 2,
  wait: 2,
  person: 1,
};
/** States that a visit passes with something at stake: a fault may wait for one of them. */
const PLACES = [
  'quoted',
  'intent',
  'unknown',
  'answered',
  'card-pending',
  'card-committed',
  'reversing',
] as const satisfies readonly SagaState[];
/** Statements in the journal's units of one visit. */
const STATEMENTS_MAX = 60;
/** Bytes of the longest write to a card. */
const WRITE_BYTES_MAX = 256;
/** Calls to the module, or to the centre, that fail in a row. */
const CALLS_LOST_MAX = 8;

/** Which call to the port: since the visit began, or since it first came to a state; 1 the first. */
export interface Call {
  readonly nth: number;
  readonly after?: SagaState;
}
export interface Place extends Call {
  readonly port: PortName;
}

export type Fault =
  /** The desk loses its power: before the call is made, or after it was carried out. */
  | ({ readonly kind: 'power-cut'; readonly when: 'before' | 'after' } & Place)
  /** The desk loses its power between two statements of the journal's store; counted from the next change of a name on. */
  | {
      readonly kind: 'power-cut-in-store';
      readonly statements: number;
      readonly from?: 'rename';
    }
  | ({ readonly kind: 'card-pulled'; readonly when: 'before' | 'after' } & Call)
  /** Which write, and how much of it reaches the card. */
  | { readonly kind: 'torn-write'; readonly nth: number; readonly bytesWritten: number }
  /** The card's memory takes no more of this write, and it says so. */
  | { readonly kind: 'memory-failure'; readonly nth: number }
  /** Another card answers from here on, and the reader notices nothing. */
  | ({ readonly kind: 'card-swapped' } & Call)
  | ({ readonly kind: 'sam-gone'; readonly calls: number } & Call)
  | ({ readonly kind: 'request-lost' | 'answer-lost' | 'late' | 'duplicated' } & Call)
  /** Nobody answers this call to a centre, nor the next ones. */
  | ({ readonly kind: 'link-down'; readonly calls: number } & Call)
  /** The centre restarts after it did what it was asked; its answer is lost. */
  | ({ readonly kind: 'centre-restart' } & Call)
  | { readonly kind: 'disk-full'; readonly writes: number }
  /** The clerk cancels. */
  | ({ readonly kind: 'cancelled' } & Place)
  /** The county's staff take back what stands newest of the card. */
  | ({ readonly kind: 'county-reversal' } & Place)
  /** The card is reported lost, or found, and the new list reaches the desks at once. */
  | ({ readonly kind: 'list-update' } & Place)
  /** It is midnight in China: another day, and at the end of a year another year. */
  | ({ readonly kind: 'midnight' } & Place)
  /** The holder enters a wrong PIN so many times, the last chance included from three on. */
  | { readonly kind: 'wrong-pin'; readonly entries: number }
  | { readonly kind: 'no-pin' }
  /** Shown the amounts, the clerk or the patient says no. */
  | { readonly kind: 'not-confirmed' };

export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

/** Faults that the desk itself has no part in: somebody elsewhere does something at that call. */
export const ELSEWHERE = [
  'county-reversal',
  'list-update',
  'midnight',
] as const satisfies readonly FaultKind[];

type Draw = (random: SeededRandom) => Fault;

const DRAWS: Readonly<Record<FaultKind, Draw>> = {
  'power-cut': (random) => ({ kind: 'power-cut', ...drawPlace(random), when: drawWhen(random) }),
  'power-cut-in-store': (random) => ({
    kind: 'power-cut-in-store',
    statements: random.below(STATEMENTS_MAX),
  }),
  'card-pulled': (random) => ({
    kind: 'card-pulled',
    ...drawCall('card', random),
    when: drawWhen(random),
  }),
  'torn-write': (random) => ({
    kind: 'torn-write',
    nth: random.between(1, 3),
    bytesWritten: random.below(WRITE_BYTES_MAX),
  }),
  'memory-failure': (random) => ({ kind: 'memory-failure', nth: random.between(1, 3) }),
  'card-swapped': (random) => ({ kind: 'card-swapped', ...drawCall('card', random) }),
  'sam-gone': (random) => ({
    kind: 'sam-gone',
    ...drawCall('sam', random),
    calls: random.between(1, CALLS_LOST_MAX),
  }),
  'request-lost': (random) => ({ kind: 'request-lost', ...drawCall('centre', random) }),
  'answer-lost': (random) => ({ kind: 'answer-lost', ...drawCall('centre', random) }),
  late: (random) => ({ kind: 'late', ...drawCall('centre', random) }),
  duplicated: (random) => ({ kind: 'duplicated', ...drawCall('centre', random) }),
  'link-down': (random) => ({
    kind: 'link-down',
    ...drawCall('centre', random),
    calls: random.between(1, CALLS_LOST_MAX),
  }),
  'centre-restart': (random) => ({ kind: 'centre-restart', ...drawCall('centre', random) }),
  'disk-full': (random) => ({ kind: 'disk-full', writes: random.below(12) }),
  cancelled: (random) => ({ kind: 'cancelled', ...drawPlace(random) }),
  'county-reversal': (random) => ({ kind: 'county-reversal', ...drawPlace(random) }),
  'list-update': (random) => ({ kind: 'list-update', ...drawPlace(random) }),
  midnight: (random) => ({ kind: 'midnight', ...drawPlace(random) }),
  'wrong-pin': (random) => ({ kind: 'wrong-pin', entries: random.between(1, 4) }),
  'no-pin': () => ({ kind: 'no-pin' }),
  'not-confirmed': () => ({ kind: 'not-confirmed' }),
};

export const FAULT_KINDS = Object.keys(DRAWS) as FaultKind[];

function drawWhen(random: SeededRandom): 'before' | 'after' {
  return random.pick(['before', 'after']);
}

function drawPlace(random: SeededRandom): Place {
  const port = random.pick(PORTS);
  return { port, ...drawCall(port, random) };
}

/** Anywhere in the visit, or soon after a state of it, as often. */
function drawCall(port: PortName, random: SeededRandom): Call {
  if (random.oneIn(2)) return { nth: random.between(1, CALLS[port]) };
  return { after: random.pick(PLACES), nth: random.between(1, CALLS_AFTER[port]) };
}

export function drawFault(kind: FaultKind, random: SeededRandom): Fault {
  return DRAWS[kind](random);
}
