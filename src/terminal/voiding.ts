import type { AdjudicationFields } from '../model/index.ts';
import { mayVoid, type PlanVersion, type VoidingAnswer } from '../settlement/index.ts';
import { chinaDate } from '../time.ts';
import type { Equipment } from './equipment.ts';

/** The version of the home county's plan that decided it; undefined where the terminal has it no longer. */
export function versionOf(
  { home, plan }: AdjudicationFields,
  { counties }: Pick<Equipment, 'counties'>,
): PlanVersion | undefined {
  return counties
    .get(home)
    ?.plan.versions.find(
      ({ reference }) => reference.id === plan.id && reference.version === plan.version,
    );
}

/**
 * 跨年度退费冲正: whether a clerk may take back today what was decided then. Within its insurance year
 * always; afterwards as the plan says, and nobody may where the plan is not there to be asked.
 */
export function voidingAnswer(
  adjudication: AdjudicationFields,
  equipment: Pick<Equipment, 'counties' | 'clock'>,
): VoidingAnswer {
  const version = versionOf(adjudication, equipment) ?? {};
  return mayVoid(version, adjudication.decidedFor, chinaDate(equipment.clock.now()));
}
