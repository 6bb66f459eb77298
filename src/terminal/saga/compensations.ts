/**
 * 冲正链: what is undone when a settlement is taken back, as data. Each link is asked for its state
 * first and undone only while it stands, so that the chain may be run again from its start, as often as
 * the power fails.
 */

import type { SettlementId } from '../../model/index.ts';
import type { CentrePort, TerminalHead } from '../../model/ports.ts';
import type { Instant } from '../../time.ts';
import { COMPENSATIONS_MAX } from './limits.ts';

/** `nothing`: it never was, and never will be under this id. */
export type CompensationState =
  | { readonly outcome: 'standing' }
  | {
      readonly outcome: 'undone';
      readonly at?: Instant;
      /** Settlements that stand and rested on it. */
      readonly decidedOtherwise?: readonly SettlementId[];
    }
  | { readonly outcome: 'nothing' };

/** One link of the chain. */
export interface Compensation {
  /** For reports: `settlement`, `discharge`, `admission`. */
  readonly name: string;
  /** By state, never by the text of a message. */
  state(id: SettlementId): Promise<CompensationState>;
  /** Undoes it; asked only while it stands. Its state is asked again afterwards. */
  undo(id: SettlementId): Promise<void>;
}

/** The settlement in the home county's ledger. */
/** @param from where the journal stands when a reversal is sent */
export function settlementCompensation(
  centre: CentrePort,
  from: () => TerminalHead | undefined,
): Compensation {
  return {
    name: 'settlement',
    async state(id) {
      const answer = await centre.status(id);
      switch (answer.outcome) {
        case 'settled':
          return { outcome: 'standing' };
        case 'reversed':
          return {
            outcome: 'undone',
            at: answer.reversedAt,
            ...(answer.decidedOtherwise && { decidedOtherwise: answer.decidedOtherwise }),
          };
        case 'declined':
          return { outcome: 'nothing' };
        case 'not-found': {
          // Its request may still be under way: reversing takes the id, and says what there was.
          const undone = await centre.reverse(id, from());
          return undone.outcome === 'reversed' ? { outcome: 'undone' } : { outcome: 'nothing' };
        }
      }
    },
    async undo(id) {
      await centre.reverse(id, from());
    },
  };
}

export type ChainResult =
  /** `first` is the state of the first link, the settlement itself. */
  | {
      readonly outcome: 'done';
      readonly first: Exclude<CompensationState, { outcome: 'standing' }>;
    }
  | { readonly outcome: 'stopped'; readonly at: string; readonly cause: unknown };

/** Runs the chain from its start; what is undone already is passed over. */
export async function runChain(
  chain: readonly Compensation[],
  id: SettlementId,
): Promise<ChainResult> {
  if (chain.length === 0 || chain.length > COMPENSATIONS_MAX) {
    throw new RangeError(`"chain" expected 1 to ${COMPENSATIONS_MAX} compensations`);
  }
  let first: CompensationState | undefined;
  for (const link of chain) {
    let state: CompensationState;
    try {
      state = await link.state(id);
      if (state.outcome === 'standing') {
        await link.undo(id);
        state = await link.state(id);
      }
    } catch (cause) {
      return { outcome: 'stopped', at: link.name, cause };
    }
    if (state.outcome === 'standing')
      return { outcome: 'stopped', at: link.name, cause: undefined };
    first ??= state;
  }
  return { outcome: 'done', first: first as Exclude<CompensationState, { outcome: 'standing' }> };
}
