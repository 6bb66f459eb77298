/**
 * A print as what stands on it, one below the other, without a word on how: writers of pages, rolls,
 * PDF and printer commands each draw the same blocks.
 */

import type { Language } from '../../errors/index.ts';

export interface AmountRow {
  readonly label: string;
  /** Already written out. */
  readonly amount: string;
  readonly remark?: string;
  readonly isSum?: boolean;
}

export interface ItemRow {
  readonly name: string;
  /** Unit price, quantity and amount, written out. */
  readonly figures: readonly string[];
}

interface Detail {
  /** Left out on a narrow roll: how amounts came about, and clauses. */
  readonly isDetail?: true;
}

export type Block = Detail &
  (
    | { readonly kind: 'title'; readonly text: string }
    /** 试算, 补打, 已冲正: what this print is not, so that nobody takes it for more. */
    | { readonly kind: 'mark'; readonly text: string }
    | {
        readonly kind: 'pairs';
        readonly rows: readonly (readonly [label: string, value: string])[];
      }
    | { readonly kind: 'heading'; readonly text: string }
    | { readonly kind: 'amounts'; readonly rows: readonly AmountRow[] }
    | { readonly kind: 'items'; readonly rows: readonly ItemRow[] }
    /** The one amount that somebody hands over, in figures and in capitals (大写). */
    | {
        readonly kind: 'figure';
        readonly label: string;
        readonly amount: string;
        readonly capitals: string;
      }
    | { readonly kind: 'notes'; readonly lines: readonly string[] }
    /** 二维码 */
    | { readonly kind: 'code'; readonly text: string }
  );

/** One print, from its title to its end. */
export interface Slip {
  readonly language: Language;
  readonly blocks: readonly Block[];
}
