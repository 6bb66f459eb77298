/**
 * What may follow what under one id, as one table: state × kind of the next entry → state. Writer and
 * verification read the same table. A state that is not a kind's own name is explained beside it.
 */

import type { EntryKind } from './entry.ts';

type Turns = Partial<Record<EntryKind, IdState>>;

const STATES = {
  none: { intent: 'intent', admitted: 'staying' },

  intent: {
    unknown: 'unknown',
    answered: 'answered',
    declined: 'ended',
    'card-pending': 'card-pending',
    settled: 'standing',
    reversing: 'taking-back',
    voided: 'ended',
  },
  unknown: {
    answered: 'answered',
    declined: 'ended',
    reversing: 'taking-back',
    voided: 'ended',
  },
  answered: {
    'card-pending': 'card-pending',
    settled: 'standing',
    reversing: 'taking-back',
    voided: 'ended',
    'without-card': 'without-card',
  },
  // A card that was pulled is begun anew at its next tap.
  'card-pending': {
    'card-pending': 'card-pending',
    'card-committed': 'card-committed',
    reversing: 'taking-back',
    voided: 'ended',
    'without-card': 'without-card',
  },
  // A card that is asked again signs anew.
  'card-committed': {
    'card-committed': 'card-committed',
    settled: 'standing',
    reversing: 'taking-back',
    'without-card': 'without-card',
  },

  // Settled, or posted without the card and caught up: the money stands.
  standing: { answered: 'standing', reversing: 'reversing' },
  'without-card': {
    'card-pending': 'returning',
    'card-caught-up': 'standing',
    reversing: 'reversing',
  },
  // Posted without the card, and the card is being written after all.
  returning: {
    'card-pending': 'returning',
    'card-committed': 'returning',
    settled: 'standing',
    'card-caught-up': 'standing',
    reversing: 'reversing',
  },

  // Reversing what has no end yet: it may turn out that there was nothing to reverse.
  'taking-back': { reversed: 'reversed', voided: 'ended' },
  reversing: { reversed: 'reversed' },
  reversed: { 'card-caught-up': 'reversed' },
  ended: {},

  staying: {
    charged: 'staying',
    interim: 'staying',
    discharged: 'discharged',
    'stay-cancelled': 'staying',
  },
  // Twice: the bill is laid down, then its settlement is named. Finer rules are the stay's own.
  discharged: { discharged: 'discharged', 'stay-cancelled': 'staying' },
} as const satisfies Record<string, Partial<Record<EntryKind, string>>>;

/** Where the story of one id stands. */
export type IdState = keyof typeof STATES;

/** States after which an id is seldom heard of again. */
export const AT_REST: readonly IdState[] = ['ended', 'standing', 'reversed', 'discharged'];

/** Kinds that bring an id's story to rest. */
export const ENDING: readonly EntryKind[] = [
  'settled',
  'declined',
  'voided',
  'reversed',
  'discharged',
  'stay-cancelled',
];

/** What beside the state decides: a refund under way, and whether a receipt exists. */
export interface Story {
  readonly state: IdState;
  readonly isRefunding: boolean;
}

export const NO_STORY: Story = { state: 'none', isRefunding: false };

/** States in which the money stands. */
const PAID: readonly IdState[] = ['standing', 'without-card', 'returning'];

/** States in which there is something to print again. */
const PRINTABLE: readonly IdState[] = [...PAID, 'reversing', 'reversed'];

/** The story after an entry of `kind`, or undefined when it may not come now. */
export function follow(story: Story, kind: EntryKind): Story | undefined {
  const { state, isRefunding } = story;
  switch (kind) {
    case 'reprinted':
      return PRINTABLE.includes(state) ? story : undefined;
    case 'refunding': {
      return PAID.includes(state) && !isRefunding ? { state, isRefunding: true } : undefined;
    }
    case 'refunded':
      return isRefunding ? { state, isRefunding: false } : undefined;
    default: {
      const turns: Turns = STATES[state];
      const next = turns[kind];
      return next && { state: next, isRefunding };
    }
  }
}

/** The story that `kinds` tell; an entry that may not come changes nothing. */
export function storyOf(kinds: Iterable<EntryKind>): Story {
  let story = NO_STORY;
  for (const kind of kinds) story = follow(story, kind) ?? story;
  return story;
}
