/** 一日清单: what the journal holds of one day of a stay. */

import { type Amount, add, type Rounding, subtract, ZERO } from '../../money.ts';
import { type DailyLine, type DailyList, remainingLines } from '../../settlement/index.ts';
import { chinaDate, type PlainDate } from '../../time.ts';
import { chargedLines, type Stay } from './stay.ts';

/**
 * The list of `day`. Lines stand on the day that they were charged for, what was given back on the day
 * that the desk took it back; the lists of all days add up to what the stay costs.
 * @param rounding how the plan rounds a line of which a part is left
 */
export function dailyList(stay: Stay, day: PlainDate, rounding: Rounding): DailyList {
  const { admission, charges } = stay;
  const { inpatientNumber, provider, holder, visit, ward, bed, depositFree } = admission;
  const all = [...charged(stay), ...givenBack(stay, rounding)];
  const soFar = all.filter((each) => each.day <= day);
  return {
    day,
    inpatientNumber,
    provider,
    holder,
    admittedOn: visit.admittedOn,
    ...(ward === undefined ? {} : { ward }),
    ...(bed === undefined ? {} : { bed }),
    lines: all.filter((each) => each.day === day),
    cumulative: add(ZERO, ...soFar.map(({ amount }) => amount)),
    paidIn: add(
      admission.deposit,
      ...charges.filter(({ at }) => chinaDate(at) <= day).map((each) => each.paidIn),
    ),
    isDepositFree: depositFree !== undefined,
  };
}

type DatedLine = DailyLine & { readonly day: PlainDate };

/** What was charged for before the admission stands on its first day. */
function charged(stay: Stay): readonly DatedLine[] {
  const { admittedOn } = stay.admission.visit;
  return chargedLines(stay).map((line) => ({
    day: line.chargedOn < admittedOn ? admittedOn : line.chargedOn,
    line,
    quantity: line.quantity,
    amount: line.submitted,
  }));
}

/** Each return by the difference that it made, so that nothing is lost to rounding. */
function givenBack(stay: Stay, rounding: Rounding): readonly DatedLine[] {
  const lines = new Map(chargedLines(stay).map((line) => [line.lineId, line] as const));
  const left = new Map([...lines].map(([lineId, { submitted }]) => [lineId, submitted] as const));
  const returned: { lineId: string; quantity: DailyLine['quantity'] }[] = [];
  return stay.charges.flatMap((charge) =>
    charge.returned.map((each) => {
      returned.push(each);
      const { lineId, quantity } = each;
      const line = lines.get(lineId)!;
      const ofLine = returned.filter((other) => other.lineId === lineId);
      const remaining = remainingLines([line], ofLine, rounding);
      if (remaining.outcome === 'refused') throw new RangeError(`"${lineId}" was returned twice`);
      const now: Amount = remaining.lines[0]?.submitted ?? ZERO;
      const amount = subtract(now, left.get(lineId)!);
      left.set(lineId, now);
      return {
        day: chinaDate(charge.at),
        line,
        quantity: -quantity as DailyLine['quantity'],
        amount,
      };
    }),
  );
}
