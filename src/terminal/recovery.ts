import type { CountyCode } from '../model/index.ts';
import type { Equipment } from './equipment.ts';
import { handInEarlier } from './handIn.ts';
import { type Recovery, recoverVisits } from './saga/recover.ts';

/** What a recovery came to, and which counties could not be handed what they lack. */
export type TerminalRecovery = Recovery & {
  readonly notHandedIn: readonly { readonly county: CountyCode; readonly cause: unknown }[];
};

/** Open visits first, then the signatures that the centres lack. */
export async function recoverTerminal(
  equipment: Equipment,
  options: { readonly signal?: AbortSignal; readonly operator?: string },
  inTurn: <T>(step: () => Promise<T>) => Promise<T>,
): Promise<TerminalRecovery> {
  const { signal, operator } = options;
  const recovery = await recoverVisits(equipment, { signal, operator }, inTurn);
  const notHandedIn: { county: CountyCode; cause: unknown }[] = [];
  for (const [county, home] of equipment.counties) {
    if (signal?.aborted) break;
    try {
      await inTurn(() => handInEarlier(home, equipment));
    } catch (cause) {
      notHandedIn.push({ county, cause });
    }
  }
  return { ...recovery, notHandedIn };
}
