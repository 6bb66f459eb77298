/** What the demo's counties allow off line, and a link to their centres that can be cut. */

import type { Centre } from '../../../src/centre/index.ts';
import {
  importPrivateKey,
  parseCertificate,
  parseCose,
  suiteOf,
} from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { CentrePort, CountyCode } from '../../../src/model/index.ts';
import { parseYuan } from '../../../src/money.ts';
import {
  type Catalogue,
  type Plan,
  parseOfflineLimits,
  signOfflineLimits,
} from '../../../src/settlement/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { instant } from '../../../src/time.ts';
import { load, type WorldFiles } from './files.ts';

/** Limits are signed anew once they are this old: well below the ages at which they end. */
const RENEWAL_MS = 12 * 3_600_000;

/**
 * The county's signed limits, published at its centre; undefined in a world that was made without the
 * county's certificate.
 */
export async function freshLimits(
  files: WorldFiles,
  county: CountyCode,
  documents: { readonly plan: Plan; readonly catalogue: Catalogue },
  centre: Centre,
): Promise<Uint8Array | undefined> {
  const { offlineLimits } = await centre.published();
  const last = offlineLimits && parseOfflineLimits(parseCose(offlineLimits).payload);
  const now = systemClock.now();
  const isFresh = last && now - last.issuedAt < RENEWAL_MS && now >= last.issuedAt;
  if (isFresh) return offlineLimits;
  const [key, certificate] = [
    await load(files.countyKey(county)),
    await load(files.countyCertificate(county)),
  ];
  if (!key || !certificate) return undefined;
  const suite = suiteOf(parseCertificate(certificate).suite);
  const { plan, catalogue } = documents;
  const confirmedAt = instant(now - (now % 1000));
  const signed = signOfflineLimits(
    {
      county,
      version: (last?.version ?? 0) + 1,
      issuedAt: confirmedAt,
      card: { sumMax: parseYuan('3000.00'), countMax: 3, daysMax: 30 },
      samDailySumMax: parseYuan('20000.00'),
      outbox: { sumMax: parseYuan('50000.00'), countMax: 100 },
      ageHoursMax: { plan: 72, catalogue: 72, statusList: 72 },
      familyAccount: 'refused',
      yearRollover: 'participating',
      plan: { id: plan.id, hash: plan.hash, confirmedAt },
      catalogues: [{ id: catalogue.reference.id, hash: catalogue.reference.hash, confirmedAt }],
    },
    { suite, countyKey: importPrivateKey(suite, key), certificate },
  );
  await centre.publishLimits(signed);
  return signed;
}

const nobody = () => Promise.reject(new OneCardError('centre.unreachable'));

/** A centre that nobody reaches: what a cable that was pulled looks like from the desk. */
export const AWAY: CentrePort = {
  person: nobody,
  quote: nobody,
  settle: nobody,
  status: nobody,
  upload: nobody,
  published: nobody,
  reverse: nobody,
  postWithoutCard: nobody,
  confirm: nobody,
  acknowledgedHead: nobody,
  knownHead: nobody,
};
