/** 退费: a part of a bill is given back, or a review found that the patient paid too much. */

import { subtract, ZERO } from '../money.ts';
import { openRefundDesk, type RefundDesk, type RefundResult } from '../terminal/index.ts';
import { chinaDate } from '../time.ts';
import { type AtDesk, atDesk, type VisitEnd } from './clerk.ts';
import { type Desk, OPERATOR } from './desk.ts';
import type { AcceptedSettlement } from './notebook.ts';
import { SeededRandom } from './random.ts';
import type { Errand } from './stays.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

function refundDeskOf({ running, terminal }: AtDesk): RefundDesk {
  return openRefundDesk({ equipment: running.equipment, terminal });
}

const isReprintBy = (random: SeededRandom) => random.oneIn(8);

/**
 * Whether nothing is given back where nothing is open: somebody wants the receipt again. A step of a stay of
 * this amount is taken back (`stays.ts`), which is drawn by the same odds.
 */
export const isReprint = (amount: number) => isReprintBy(new SeededRandom(amount));

/** The newest settlement of the card that its desk holds as done. */
function newestDone(
  world: World,
  person: Person,
): { readonly accepted: AcceptedSettlement; readonly desk: Desk } | undefined {
  const accepted = world.notebook.ofCard(person.serial).findLast(({ isReversed }) => !isReversed);
  const desk = world.desks.find(({ terminalId }) => terminalId === accepted?.terminalId);
  return accepted && desk && { accepted, desk };
}

/** Some of a line, or the whole line, is given back; the card is at hand, or comes later. */
export async function giveBack(
  world: World,
  person: Person,
  { number, amount, faults }: Errand,
): Promise<VisitEnd | undefined> {
  const found = newestDone(world, person);
  if (!found) return undefined;
  const { accepted, desk } = found;
  return atDesk(world, desk, person, { faults, name: 'refund' }, async (at) => {
    const random = new SeededRandom(amount);
    const desk = refundDeskOf(at);
    const open = desk.open()[0];
    if (open && random.oneIn(2)) return ended(await desk.resume(open.id, at.card()));
    const settled = at.running.journal.settled(accepted.id);
    if (!settled) return 'not-settled-here';
    if (isReprintBy(random)) {
      return `reprint ${(await desk.reprint(accepted.id, OPERATOR, 'zh')).outcome}`;
    }
    world.notebook.keepAtDesk(accepted);
    const line = random.pick(settled.bill.lines);
    const quantity = random.oneIn(3) ? line.quantity : ((line.quantity / 2n || 1n) as never);
    const billNumber = random.oneIn(2) ? `R${number}` : undefined;
    if (billNumber !== undefined) world.notebook.replaced.replace(accepted, billNumber);
    const request = {
      returned: [{ lineId: line.lineId, quantity }],
      ...(billNumber !== undefined && { billNumber }),
      reason: '退药',
      operator: OPERATOR,
    };
    const transport = random.oneIn(4) ? undefined : at.card();
    return ended(await desk.refund(accepted.id, request, transport));
  });
}

/** A review says that the patient should have paid less. */
export async function refundUnderpaid(
  world: World,
  person: Person,
  { number, amount, faults }: Errand,
): Promise<VisitEnd | undefined> {
  const found = newestDone(world, person);
  if (!found || found.accepted.cash === 0n) return undefined;
  const { accepted, desk } = found;
  return atDesk(world, desk, person, { faults, name: 'underpaid' }, async (at) => {
    const cash = subtract(accepted.cash as never, (accepted.cash / 10n || 1n) as never);
    const audit = {
      number: `A${number}`,
      auditedOn: chinaDate(world.clock.now()),
      cash: cash > 0n ? cash : ZERO,
    };
    world.notebook.keepAtDesk(accepted);
    const request = { audit, reason: '审核少报', operator: OPERATOR };
    const transport = amount % 4 === 0 ? undefined : at.card();
    return ended(await refundDeskOf(at).underpaid(accepted.id, request, transport));
  });
}

function ended(result: RefundResult | undefined): string {
  return result?.outcome ?? 'nothing-open';
}

/** Every refund that was begun is gone through with. */
export async function endRefunds(
  world: World,
  desk: Desk,
  person: Person,
): Promise<readonly VisitEnd[]> {
  const ends: VisitEnd[] = [];
  const { journal } = desk.start();
  for (const { id } of journal.openRefunds()) {
    const intent = journal.entriesOf(id).find((entry) => entry.kind === 'intent');
    if (intent?.kind !== 'intent' || intent.statement.cardSerial !== person.serial) continue;
    ends.push(
      await atDesk(world, desk, person, { faults: [], name: 'refund' }, async (at) => {
        const result = await refundDeskOf(at).resume(id, at.card());
        const visit = result?.outcome === 'replacement-open' ? result.visit : undefined;
        // What the plan does not pay the patient pays as any other bill, and has everything back before.
        if (!world.notebook.isBeyondDesk(visit?.outcome, person.serial)) return ended(result);
        const conclusion = { reason: '剩余部分不予支付', operator: OPERATOR };
        return `concluded ${ended(await refundDeskOf(at).conclude(id, conclusion))}`;
      }),
    );
  }
  return ends;
}
