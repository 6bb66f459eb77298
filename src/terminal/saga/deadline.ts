/** 写卡期限: what the home county's plan says of a settlement whose card did not come. */

import { versionOn } from '../../settlement/index.ts';
import { chinaDate } from '../../time.ts';
import type { RecordedVisit, RunContext } from './recordedVisit.ts';
import { reverseVisit } from './reversal.ts';
import { postWithoutCard } from './withoutCard.ts';

const HOUR_MS = 3_600_000;

/**
 * Ends a visit whose card did not come within the plan's deadline, the way that the plan says. A plan
 * without one lets it wait: the card's next tap finishes it, or somebody reverses it.
 */
export async function deadlineStep(
  visit: RecordedVisit,
  context: RunContext,
): Promise<'closed' | 'waits-for-card' | { readonly cause: unknown }> {
  const { intent, home } = visit;
  const version = versionOn(home.plan, chinaDate(intent.at));
  const rule = version?.withoutCard;
  const age = context.equipment.clock.now() - intent.at;
  if (!rule || age < rule.afterHours * HOUR_MS) return 'waits-for-card';
  if (rule.outcome === 'reverse') {
    const request = { event: 'deadline-to-reverse', reason: 'deadline' } as const;
    const result = await reverseVisit(visit, request, context);
    return result.outcome === 'reversing' ? { cause: result.cause } : 'closed';
  }
  const posted = await postWithoutCard(visit, 'deadline', context);
  return posted.outcome === 'open' ? { cause: posted.cause } : 'closed';
}
