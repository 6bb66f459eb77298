/** What can go wrong during a visit, one table: each with how it is drawn, so that every place is met. */

import type { SeededRandom } from './random.ts';

/** Where a terminal reaches outside; every `await` of it is a call to one of these. */
export const PORTS = ['card', 'sam', 'centre', 'journal', 'counters', 'wait'] as const;
export type PortName = (typeof PORTS)[number];

/** Calls of one visit to each port, at most: a fault beyond the last call does not happen. */
const CALLS: Readonly<Record<PortName, number>> = {
  card: 44,
  sam: 12,
  centre: 9,
  journal: 7,
  counters: 7,
  wait: 4,
};
/** Statements in the journal's units of one visit. */
const STATEMENTS_MAX = 60;
/** Bytes of the longest write to a card. */
const WRITE_BYTES_MAX = 256;
/** Calls to the module that fail in a row. */
const SAM_CALLS_MAX = 8;

interface Place {
  readonly port: PortName;
  /** Which call to the port since the visit began, 1 the first. */
  readonly nth: number;
}

export type Fault =
  /** The desk loses its power: before the call is made, or after it was carried out. */
  | ({ readonly kind: 'power-cut'; readonly when: 'before' | 'after' } & Place)
  /** The desk loses its power between two statements of the journal's store. */
  | { readonly kind: 'power-cut-in-store'; readonly statements: number }
  | { readonly kind: 'card-pulled'; readonly nth: number; readonly when: 'before' | 'after' }
  | { readonly kind: 'torn-write'; readonly nth: number; readonly bytesWritten: number }
  /** Another card answers from here on, and the reader notices nothing. */
  | { readonly kind: 'card-swapped'; readonly nth: number }
  | { readonly kind: 'sam-gone'; readonly nth: number; readonly calls: number }
  | { readonly kind: 'request-lost' | 'answer-lost' | 'late' | 'duplicated'; readonly nth: number }
  /** The centre restarts after it did what it was asked; its answer is lost. */
  | { readonly kind: 'centre-restart'; readonly nth: number }
  | { readonly kind: 'disk-full'; readonly writes: number }
  /** The clerk cancels. */
  | ({ readonly kind: 'cancelled' } & Place);

export type FaultKind = Fault['kind'];

type Draw = (random: SeededRandom) => Fault;

const DRAWS: Readonly<Record<FaultKind, Draw>> = {
  'power-cut': (random) => {
    const port = random.pick(PORTS);
    const when = random.pick(['before', 'after'] as const);
    return { kind: 'power-cut', port, nth: random.between(1, CALLS[port]), when };
  },
  'power-cut-in-store': (random) => ({
    kind: 'power-cut-in-store',
    statements: random.below(STATEMENTS_MAX),
  }),
  'card-pulled': (random) => ({
    kind: 'card-pulled',
    nth: random.between(1, CALLS.card),
    when: random.pick(['before', 'after'] as const),
  }),
  'torn-write': (random) => ({
    kind: 'torn-write',
    nth: random.between(1, 3),
    bytesWritten: random.below(WRITE_BYTES_MAX),
  }),
  'card-swapped': (random) => ({ kind: 'card-swapped', nth: random.between(1, CALLS.card) }),
  'sam-gone': (random) => ({
    kind: 'sam-gone',
    nth: random.between(1, CALLS.sam),
    calls: random.between(1, SAM_CALLS_MAX),
  }),
  'request-lost': (random) => message('request-lost', random),
  'answer-lost': (random) => message('answer-lost', random),
  late: (random) => message('late', random),
  duplicated: (random) => message('duplicated', random),
  'centre-restart': (random) => ({
    kind: 'centre-restart',
    nth: random.between(1, CALLS.centre),
  }),
  'disk-full': (random) => ({ kind: 'disk-full', writes: random.below(12) }),
  cancelled: (random) => {
    const port = random.pick(PORTS);
    return { kind: 'cancelled', port, nth: random.between(1, CALLS[port]) };
  },
};

export const FAULT_KINDS = Object.keys(DRAWS) as FaultKind[];

function message(
  kind: 'request-lost' | 'answer-lost' | 'late' | 'duplicated',
  random: SeededRandom,
): Fault {
  return { kind, nth: random.between(1, CALLS.centre) };
}

export function drawFault(kind: FaultKind, random: SeededRandom): Fault {
  return DRAWS[kind](random);
}
