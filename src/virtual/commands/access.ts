/**
 * Who may read and write what (docs/formats/card.md, "Access"). SETTLE includes the rights of READ, ISSUE
 * those of both; a command in the clear has no role.
 */

import { type ElementaryFile, FILES } from '../../card/index.ts';
import { SAM_ROLES, type SamRole } from '../../model/index.ts';
import type { Selection } from './step.ts';

/** Nobody's name is in these: the digests in EF.SOD are salted. */
const FREE: ReadonlySet<number> = new Set(
  (['EF.DIR', 'EF.ATR/INFO', 'EF.CARD', 'EF.CHAIN', 'EF.SOD'] as const).map(
    (name) => FILES[name].fid,
  ),
);
/** Written at every settlement. */
const DYNAMIC: ReadonlySet<number> = new Set(
  (['EF.STATE-A', 'EF.STATE-B', 'EF.LOG'] as const).map((name) => FILES[name].fid),
);

/** Whether `role` has the rights of `needed`. */
export function hasRole(role: SamRole | undefined, needed: SamRole): boolean {
  return role !== undefined && SAM_ROLES.indexOf(role) >= SAM_ROLES.indexOf(needed);
}

/** What somebody's diseases are needs the keys of a settlement, or the holder's PIN beside those of reading. */
export function mayRead(
  { fid }: ElementaryFile,
  role: SamRole | undefined,
  { isPinVerified }: Selection,
): boolean {
  if (FREE.has(fid)) return true;
  if (fid !== FILES['EF.CHRONIC'].fid) return hasRole(role, 'READ');
  return hasRole(role, 'SETTLE') || (hasRole(role, 'READ') && isPinVerified);
}

/** The files of the MF are never written again. */
export function mayWrite({ fid, parent }: ElementaryFile, role: SamRole | undefined): boolean {
  if (parent === 'MF') return false;
  return hasRole(role, DYNAMIC.has(fid) ? 'SETTLE' : 'ISSUE');
}
