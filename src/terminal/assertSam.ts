import { verifySam } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { Equipment } from './equipment.ts';

const CODES = {
  blocked: 'sam.blocked',
  expired: 'sam.expired',
  'not-certified': 'sam.not-certified',
} as const;

/**
 * Nothing is begun, and nothing finished, with a module that no county stands behind today.
 * @throws OneCardError `sam.blocked`, `sam.expired`, `sam.not-certified`, and what the module throws
 */
export async function assertSam({
  sam,
  samProof,
  trust,
  clock,
}: Pick<Equipment, 'sam' | 'samProof' | 'trust' | 'clock'>): Promise<void> {
  const verdict = await verifySam(sam, samProof, trust, clock.now());
  if (verdict.outcome === 'trusted') return;
  const { id, standing, cause } = verdict;
  throw new OneCardError(CODES[standing], { samId: id, rule: cause });
}
