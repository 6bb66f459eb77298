import {
  type AmountsByPayer,
  type AmountsByReason,
  type LineDecision,
  REASONS,
} from '../../model/index.ts';
import type { Amount } from '../../money.ts';

/**
 * The two partitions of a decided bill and the split of each line: nothing negative, each adding up.
 * A failure is a bug of a layer, never an answer.
 * @throws RangeError naming what does not add up
 */
export function assertPartitions(decision: {
  readonly total: Amount;
  readonly lines: readonly LineDecision[];
  readonly byPayer: AmountsByPayer;
  readonly byReason: AmountsByReason;
}): void {
  const { total, lines, byPayer, byReason } = decision;
  assertSum('by payer', Object.values(byPayer), total);
  assertSum(
    'by reason',
    REASONS.map((reason) => byReason[reason]),
    total,
  );
  assertSum(
    'by line',
    lines.map((line) => line.submitted),
    total,
  );
  for (const line of lines) {
    const { excluded, overCeiling, selfPaidFirst, eligible, hospitalBorne = 0n } = line;
    const parts = [excluded, overCeiling, selfPaidFirst, eligible, hospitalBorne];
    assertSum(`line ${line.lineId}`, parts, line.submitted);
  }
  const paid = total - (byPayer.cash ?? 0n);
  if (paid !== byReason.covered) throw new RangeError('what is covered is not what payers pay');
}

function assertSum(what: string, parts: readonly bigint[], whole: bigint): void {
  if (parts.some((part) => part < 0n)) throw new RangeError(`a part ${what} is negative`);
  if (parts.reduce((sum, part) => sum + part, 0n) !== whole) {
    throw new RangeError(`the parts ${what} do not add up`);
  }
}
