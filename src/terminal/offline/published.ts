import type { CountyCode, PublishedDocuments } from '../../model/index.ts';
import type { Equipment, HomeCounty } from '../equipment.ts';
import { isUnreachable } from '../saga/cause.ts';

/**
 * Fetches the newest lists of statuses and limits of a county, where somebody keeps them: a contact with
 * the centre is what makes the next days off line possible. A centre that is gone again gives none.
 * @throws what keeping them throws
 */
export async function fetchPublished(
  county: CountyCode,
  { centre }: HomeCounty,
  { keepPublished }: Pick<Equipment, 'keepPublished'>,
): Promise<void> {
  if (!keepPublished) return;
  let published: PublishedDocuments;
  try {
    published = await centre.published();
  } catch (cause) {
    if (isUnreachable(cause)) return;
    throw cause;
  }
  await keepPublished(county, published);
}
