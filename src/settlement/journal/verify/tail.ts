/** What is known of a journal's end. */

import { equalBytes } from '../../../bytes.ts';
import type { Bilingual, JournalHead } from '../../../model/index.ts';
import type { FindingList } from './findings.ts';
import type { WalkResult } from './walk.ts';

/** What the head that the centre has seen says about the end of the journal. */
export type TailProof =
  /** Nobody can tell whether entries were cut off the end. */
  | { readonly outcome: 'unproven'; readonly text: Bilingual }
  /** Nothing up to `through` is missing or replaced; `beyond` entries came after it. */
  | {
      readonly outcome: 'proven';
      readonly through: number;
      readonly beyond: number;
      readonly text: Bilingual;
    }
  /** The centre knows another journal than this one. */
  | { readonly outcome: 'contradicted'; readonly text: Bilingual };

/** Holds the end against the head that the centre has seen, acknowledged or not. */
export function proveTail(
  { last, acknowledgedHash }: Pick<WalkResult, 'last' | 'acknowledgedHash'>,
  start: JournalHead | undefined,
  acknowledged: JournalHead | undefined,
  findings: FindingList,
): TailProof {
  if (!acknowledged) {
    return {
      outcome: 'unproven',
      text: {
        zh: '没有中心见过的流水头：尾部是否被截，无法证明',
        en: 'without a head that the centre has seen, nobody can tell whether the end was cut off',
      },
    };
  }
  const { sequence, hash } = acknowledged;
  const found = sequence === 0 ? start?.hash : acknowledgedHash;
  if (sequence > last) findings.add('cut-tail', { acknowledged: sequence, last });
  else if (!found || !equalBytes(found, hash)) findings.add('other-history', { sequence });
  else {
    const beyond = last - sequence;
    return {
      outcome: 'proven',
      through: sequence,
      beyond,
      text: {
        zh: `到第 ${sequence} 条为止与中心见到的一致；其后 ${beyond} 条中心尚未见到`,
        en: `up to entry ${sequence} as the centre has seen it; ${beyond} after it have not reached it yet`,
      },
    };
  }
  return {
    outcome: 'contradicted',
    text: {
      zh: `与中心见到的流水头（第 ${sequence} 条）不符`,
      en: `contradicts the head that the centre has seen (entry ${sequence})`,
    },
  };
}
