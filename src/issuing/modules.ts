/** 安全模块停用、补发: what becomes of a security module after it was issued. */

import { OneCardError } from '../errors/index.ts';
import type { SamId, SamRole } from '../model/index.ts';
import type { PlainDate } from '../time.ts';
import type { Issuer } from './issuer.ts';
import type { ModuleRow } from './register/modules.ts';
import { placeOf } from './register/numbers.ts';
import type { StatusResult } from './status.ts';

/**
 * Blocks a module, or takes that back, and signs the list anew. Centres refuse what a blocked module
 * signs, and terminals do not begin with it.
 * @throws OneCardError `issuing.module-unknown`, `issuing.changed-meanwhile`
 */
export async function setModuleStatus(
  issuer: Issuer,
  id: SamId,
  status: 'good' | 'blocked' | 'suspended',
): Promise<StatusResult> {
  const { modules } = issuer.register;
  const found = known(issuer, id);
  const isReplaced = modules.replacementOf(found.number) !== undefined;
  if (isReplaced && status !== 'blocked') return { outcome: 'replaced' };
  modules.setStatus(found.number, status);
  // Also where nothing changed: a run that was broken off here may have left the old list.
  await issuer.renewLists('sams');
  const { listNumber } = placeOf(found.number);
  const listVersion = issuer.register.list('sams', listNumber)!.version;
  return { outcome: found.status === status ? 'unchanged' : 'changed', listVersion };
}

/** A module to be made: its id and number are taken for good. */
export interface ModuleOrder {
  readonly id: SamId;
  readonly number: number;
  readonly role: SamRole;
}

export interface ModuleReplacement {
  readonly outcome: 'issued' | 'already-issued';
  /** Of the new module. */
  readonly id: SamId;
}

/**
 * Another module for one that is lost or worn out, of the same role. The old one is blocked and the list
 * signed before the new one is made. The same call again answers with the same module.
 * @param make makes and keeps the module: its keys are durable when this resolves
 * @throws OneCardError `issuing.module-unknown`, and what `make` throws
 */
export async function replaceModule(
  issuer: Issuer,
  id: SamId,
  make: (
    order: ModuleOrder,
  ) => Promise<{ readonly publicKey: Uint8Array; readonly expiresOn: PlainDate }>,
): Promise<ModuleReplacement> {
  const old = known(issuer, id);
  await setModuleStatus(issuer, id, 'blocked');
  const before = issuer.register.modules.replacementOf(old.number);
  if (before) return { outcome: 'already-issued', id: before.id };
  const order = { ...issuer.nextSam(), role: old.role };
  await issuer.certifySam({ ...order, ...(await make(order)), replaces: old.number });
  return { outcome: 'issued', id: order.id };
}

function known(issuer: Issuer, id: SamId): ModuleRow {
  const found = issuer.register.modules.of(id);
  if (!found) throw new OneCardError('issuing.module-unknown', { id });
  return found;
}
