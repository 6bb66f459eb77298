/**
 * What became of a debit whose answer was lost, by what the card shows at its next tap. `counter` is
 * the card's running number against the one before the debit; it rises by one with every debit.
 *
 * | counter | proof | MAC2 or TAC | outcome |
 * |---|---|---|---|
 * | same | | | `not-debited`: the card never took it |
 * | one more | there | valid | `debited`: the proof is fetched, nothing is sent again |
 * | one more | there | TAC invalid | `not-debited`: the movement is another terminal's |
 * | one more | there | MAC2 invalid, or nobody could say | `in-doubt`: the issuer has to check the TAC |
 * | one more | not there | | `moved-on`: another movement has overwritten the proof |
 * | more | | | `moved-on` |
 * | less | | | `rolled-back`: the card, or its number, is another one |
 *
 * A balance decides nothing: a load, or another terminal's debit of the same amount, makes it lie.
 * Only the first three rows end a pending debit; the others keep it, and nothing new is debited from
 * that card until somebody found out.
 */

import type { Mac2Verdict, TacVerdict } from './port.ts';

export type CounterSeen = 'less' | 'same' | 'one-more' | 'more';
export type Recovery = 'not-debited' | 'debited' | 'in-doubt' | 'moved-on' | 'rolled-back';

export interface CardSeen {
  readonly counter: CounterSeen;
  readonly hasProof: boolean;
  readonly mac2: Mac2Verdict;
  readonly tac: TacVerdict;
}

interface Row {
  readonly when: Partial<CardSeen>;
  readonly found: Recovery;
}

/** First row that fits. */
export const RECOVERY: readonly Row[] = [
  { when: { counter: 'less' }, found: 'rolled-back' },
  { when: { counter: 'same' }, found: 'not-debited' },
  { when: { counter: 'more' }, found: 'moved-on' },
  { when: { counter: 'one-more', hasProof: false }, found: 'moved-on' },
  { when: { counter: 'one-more', mac2: 'valid' }, found: 'debited' },
  { when: { counter: 'one-more', tac: 'valid' }, found: 'debited' },
  { when: { counter: 'one-more', tac: 'invalid' }, found: 'not-debited' },
  { when: { counter: 'one-more' }, found: 'in-doubt' },
];

export function recoveryOf(seen: CardSeen): Recovery {
  const row = RECOVERY.find(({ when }) =>
    Object.entries(when).every(([field, value]) => seen[field as keyof CardSeen] === value),
  );
  return row!.found;
}

/** 16-bit running numbers: a card that reaches 65535 refuses further debits, it does not wrap. */
export function counterSeen(before: number, now: number): CounterSeen {
  if (now < before) return 'less';
  if (now === before) return 'same';
  return now === before + 1 ? 'one-more' : 'more';
}
