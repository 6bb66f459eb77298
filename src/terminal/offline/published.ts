import type { CountyCode } from '../../model/index.ts';
import type { Equipment, HomeCounty } from '../equipment.ts';

/**
 * Fetches the newest lists of statuses and limits of a county, where somebody keeps them: a contact with
 * the centre is what makes the next days off line possible.
 * @throws OneCardError `centre.unreachable`, and what keeping them throws
 */
export async function fetchPublished(
  county: CountyCode,
  { centre }: HomeCounty,
  { keepPublished }: Equipment,
): Promise<void> {
  if (keepPublished) await keepPublished(county, await centre.published());
}
