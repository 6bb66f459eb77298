/** Security modules of the county of treatment, with the certificates that vouch for them. */

import { issueCertificate, suiteOf } from '../../crypto/index.ts';
import type { Sam, SamId, SamProof } from '../../model/index.ts';
import { type Amount, parseYuan } from '../../money.ts';
import { addDays, chinaDate, type Instant } from '../../time.ts';
import { keysForRole, SoftSam } from '../../virtual/index.ts';
import type { SeededRandom } from '../random.ts';
import type { VirtualClock } from '../virtualClock.ts';
import { type Authority, type CountyOffice, certificatesEnd, SUITE } from './authority.ts';

const SAM_DAYS = 1_825;
/** What funds may pay under one module's signature in a day. */
export const MODULE_DAILY_SUM: Amount = parseYuan('200000.00');

export interface Module {
  readonly id: SamId;
  readonly sam: Sam;
  readonly proof: SamProof;
}

/** Makes modules, each with an id of its own. */
export class ModuleMaker {
  readonly proofs = new Map<SamId, SamProof>();
  readonly #treating: CountyOffice;
  readonly #authority: Authority;
  readonly #issuedAt: Instant;
  readonly #random: SeededRandom;
  readonly #clock: VirtualClock;

  constructor(
    treating: CountyOffice,
    authority: Authority,
    world: {
      readonly issuedAt: Instant;
      readonly random: SeededRandom;
      readonly clock: VirtualClock;
    },
  ) {
    this.#treating = treating;
    this.#authority = authority;
    this.#issuedAt = world.issuedAt;
    this.#random = world.random;
    this.#clock = world.clock;
  }

  /** A module's place in the list of modules. */
  placeOf(id: SamId): number {
    return [...this.proofs.keys()].indexOf(id);
  }

  async make(): Promise<Module> {
    const index = this.proofs.size;
    const id = `99910100000000${String(index + 1).padStart(2, '0')}` as SamId;
    const sam = await SoftSam.issue(
      {
        id,
        role: 'SETTLE',
        keys: keysForRole(this.#authority.masterKeys, 'SETTLE'),
        issuedAt: this.#issuedAt,
        expiresOn: addDays(chinaDate(this.#issuedAt), SAM_DAYS),
        dailySumMax: MODULE_DAILY_SUM,
        usesMax: Number.MAX_SAFE_INTEGER,
      },
      { random: this.#random, clock: this.#clock },
    );
    const certificate = issueCertificate(suiteOf(SUITE), this.#treating.key.privateKey, {
      issuer: this.#treating.code,
      subject: id,
      role: 'sam',
      validFrom: this.#issuedAt,
      validUntil: certificatesEnd(this.#issuedAt),
      publicKey: await sam.publicKey(),
      suite: SUITE,
      statusPlace: { listNumber: 1, index },
    });
    const proof = { chain: [this.#treating.certificate], certificate };
    this.proofs.set(id, proof);
    return { id, sam, proof };
  }
}
