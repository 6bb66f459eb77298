/** What must hold of bills and their lines: what was charged once is paid once. */

import type { SettlementId } from '../model/index.ts';
import { centreRows } from './evidence.ts';
import type { Invariant } from './invariant.ts';

/** Hold after every step. */
export const OF_BILLS: readonly Invariant[] = [
  {
    name: 'settled-once',
    says: 'at most one settlement stands for a bill; a second one, made off line, is under review',
    *find({ world, persons }) {
      const standing = new Map<string, SettlementId>();
      for (const { bill, id, county } of [...persons].flatMap(({ serial }) =>
        world.notebook.ofCard(serial),
      )) {
        if (world.notebook.reviewed.has(id) || !centreRows(world, county).stands(id)) continue;
        const other = standing.get(bill);
        if (other !== undefined) yield `${bill} stands as ${other} and as ${id}`;
        standing.set(bill, id);
      }
    },
  },
];

/** Hold once everything is repaired. */
export const OF_LINES: readonly Invariant[] = [
  {
    name: 'charged-once',
    says: 'a line that was charged once is paid once, in whichever bill a refund or a stay has put it',
    *find({ world: { notebook } }) {
      const holders = new Map<string, SettlementId>();
      for (const { id, bill } of notebook.standing()) {
        if (notebook.reviewed.has(id)) continue;
        const origin = notebook.replaced.originOf(bill);
        for (const { lineId } of notebook.bills.get(bill)?.bill.lines ?? []) {
          // Lines of a stay have a number of their own, in whatever bill they are.
          const line = lineId.includes('-') ? lineId : `${origin} ${lineId}`;
          const other = holders.get(line);
          if (other !== undefined) yield `line ${line} is paid by ${other} and by ${id}`;
          holders.set(line, id);
        }
      }
    },
  },
];
