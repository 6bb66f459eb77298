/** What a case says against what came out. */

import { parseYuan, yuanText } from '../../money.ts';
import type { DocumentProblem } from '../document/problem.ts';
import type { DocumentSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';

type Word = string | number | boolean;

/** Notes every difference, with the line in which the case says otherwise. */
export interface Comparison {
  /** Sums; nothing is compared where the case is silent. */
  readonly amount: (path: Path, expected: string | undefined, actual: bigint) => void;
  readonly word: (path: Path, expected: Word | undefined, actual: Word) => void;
  readonly amounts: (
    path: Path,
    expected: Readonly<Record<string, string | undefined>> | undefined,
    actual: (name: string) => bigint | undefined,
  ) => void;
  readonly problems: readonly DocumentProblem[];
}

export function startComparison(source: DocumentSource): Comparison {
  const problems: DocumentProblem[] = [];
  const differ = (path: Path, facts: Readonly<Record<string, string>>) =>
    problems.push(source.problem('cases.differs', path, facts));
  const amount: Comparison['amount'] = (path, expected, actual) => {
    if (expected === undefined) return;
    const difference = actual - parseYuan(expected);
    if (difference === 0n) return;
    const sign = difference < 0n ? '' : '+';
    differ(path, { expected, actual: yuanText(actual as never), fen: `${sign}${difference}` });
  };
  const word: Comparison['word'] = (path, expected, actual) => {
    if (expected === undefined || expected === actual) return;
    differ(path, { expected: String(expected), actual: String(actual) });
  };
  return {
    amount,
    word,
    amounts(path, expected = {}, actual) {
      for (const [name, text] of Object.entries(expected)) {
        const found = actual(name);
        if (found === undefined) word([...path, name], text, 'nothing of that name');
        else amount([...path, name], text, found);
      }
    },
    problems,
  };
}
