/** A county's centre in the world: the real one, on a disk that outlives it, with its answers noted down. */

import { toHex } from '../bytes.ts';
import { type Centre, openCentre } from '../centre/index.ts';
import { CentreMemory } from '../centre/memory.ts';
import { type FoundReview, findReview } from '../centre/review/item.ts';
import type { SamStanding } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CentrePort, Clock, CountyCode, SamId, SettlementId } from '../model/index.ts';
import type { Catalogue, Plan } from '../settlement/index.ts';
import type { Instant } from '../time.ts';
import { MemoryDisk } from './memoryDisk.ts';

export interface CentreHouseOptions {
  readonly county: CountyCode;
  readonly clock: Clock;
  /** The plan in force, then those that may follow it. */
  readonly plans: readonly [Plan, ...Plan[]];
  readonly catalogues: readonly Catalogue[];
  readonly samStanding: (samId: SamId, now: Instant) => SamStanding;
}

export class CentreHouse {
  readonly county: CountyCode;
  readonly disk = new MemoryDisk();
  /** Called with every message that comes in, before it is answered. */
  onMessage: (name: string, values: readonly unknown[]) => void = () => undefined;
  /** Called with every answer, whether or not anybody hears it. */
  onAnswer: (name: string, values: readonly unknown[], answer: unknown) => void = () => undefined;
  /** Stands between the network and the centre; how tests plant mistakes. */
  around: (centre: Centre) => CentrePort = (centre) => centre;
  readonly #options: CentreHouseOptions;
  #centre: Centre;
  #port: CentrePort;
  #planIndex = 0;

  constructor(options: CentreHouseOptions) {
    this.county = options.county;
    this.#options = options;
    this.#centre = this.#open();
    this.#port = this.#centre;
  }

  /** In force. */
  get plan(): Plan {
    const { plans } = this.#options;
    return plans[this.#planIndex % plans.length]!;
  }

  /** The county publishes another plan in the place of this one. */
  publishNextPlan(): void {
    this.#planIndex += 1;
    this.restart();
  }

  /** For the county's own staff. */
  get centre(): Centre {
    return this.#centre;
  }

  /** How the county would find a review now. */
  review(id: SettlementId): FoundReview | undefined {
    const { county, clock, catalogues, samStanding } = this.#options;
    const database = this.disk.rows;
    const memory = new CentreMemory(database);
    const store = { database, file: `centre of ${county}`, county, clock, memory };
    return findReview(store, { plans: [this.plan], catalogues, samStanding }, id);
  }

  answers(name: string): boolean {
    return typeof Reflect.get(this.#centre, name) === 'function';
  }

  /** The process ends and begins anew; the disk stays. */
  restart(): void {
    this.#centre = this.#open();
    this.#port = this.around(this.#centre);
  }

  async call(name: keyof CentrePort, values: readonly unknown[]): Promise<unknown> {
    this.onMessage(name, values);
    const method = this.#port[name] as (...values: readonly unknown[]) => Promise<unknown>;
    try {
      const answer = await method.apply(this.#port, values as unknown[]);
      this.onAnswer(name, values, answer);
      return answer;
    } catch (error) {
      // What a centre throws does not travel: the desk sees that no answer came.
      if (!(error instanceof OneCardError)) throw error;
      throw new OneCardError('centre.unreachable', { county: this.county }, { cause: error });
    }
  }

  #open(): Centre {
    const { county, clock, catalogues, samStanding } = this.#options;
    return openCentre({
      file: `centre of ${county}`,
      database: this.disk.open(),
      clock,
      county,
      plans: [this.plan],
      catalogues,
      samStanding,
    });
  }
}

export function idText(id: SettlementId | Uint8Array): string {
  return typeof id === 'string' ? id.replaceAll('-', '') : toHex(id);
}
