/**
 * What is open: matters that an entry opens and a later one of the same id closes. The list stands in
 * a table of its own (`open_entry`), so that a start need not walk the file; it is derived, and
 * verification makes it anew from the entries.
 */

import type { EntryFields, EntryKind } from './entry.ts';

export const MATTERS = ['intent', 'reversal', 'card', 'answer', 'refund', 'stay'] as const;
export type Matter = (typeof MATTERS)[number];

/** What an entry does to the list. */
export interface MatterChange {
  readonly closes: readonly Matter[];
  readonly opens?: Matter;
}

const NOTHING: MatterChange = { closes: [] };

/** What the kind alone says; `contents` are absent where they cannot be read. */
export function matterChange<K extends EntryKind>(
  kind: K,
  contents: EntryFields[K] | undefined,
): MatterChange {
  switch (kind as EntryKind) {
    case 'intent':
      return { closes: [], opens: 'intent' };
    case 'settled': {
      const { offline } = (contents ?? {}) as Partial<EntryFields['settled']>;
      return { closes: ['intent', 'card'], ...(offline && { opens: 'answer' as const }) };
    }
    case 'declined':
    case 'voided':
      return { closes: ['intent', 'reversal'] };
    case 'without-card':
      return { closes: ['intent'], opens: 'card' };
    case 'reversing':
      return { closes: [], opens: 'reversal' };
    case 'reversed': {
      const { cardCaughtUp = true } = (contents ?? {}) as Partial<EntryFields['reversed']>;
      const closes = ['intent', 'reversal', 'card'] as const;
      return { closes, ...(!cardCaughtUp && { opens: 'card' as const }) };
    }
    case 'card-caught-up':
      return { closes: ['card'] };
    case 'answered':
      return { closes: ['answer'] };
    case 'refunding':
      return { closes: [], opens: 'refund' };
    case 'refunded':
      return { closes: ['refund'] };
    case 'admitted':
      return { closes: [], opens: 'stay' };
    case 'discharged': {
      const { step } = (contents ?? {}) as Partial<EntryFields['discharged']>;
      return step === 'settled' ? { closes: ['stay'] } : NOTHING;
    }
    case 'stay-cancelled': {
      const { part } = (contents ?? {}) as Partial<EntryFields['stay-cancelled']>;
      if (part === 'interim') return NOTHING;
      return { closes: ['stay'], ...(part === 'discharge' && { opens: 'stay' as const }) };
    }
    default:
      return NOTHING;
  }
}
