/** The way between a desk and a centre: messages get lost, come late, come twice, come out of order. */

import { OneCardError } from '../errors/index.ts';
import type { CentrePort, CountyCode } from '../model/index.ts';
import type { CentreHouse } from './centreHouse.ts';
import type { Call } from './faults.ts';
import type { PowerSession } from './powerSession.ts';
import type { SeededRandom } from './random.ts';

type Message = () => Promise<unknown>;

/** Messages that are still under way when nobody waits for them any more. */
export class Network {
  readonly #underWay: Message[] = [];
  /** Counties that cannot be reached now. */
  readonly partitioned = new Set<CountyCode>();

  readonly #lostCalls = new WeakMap<PowerSession, number>();

  /** Whether a desk's line is down at this call. */
  isDown(power: PowerSession, isThis: (call: Call) => boolean): boolean {
    const calls = power.take('link-down', isThis)?.calls ?? this.#lostCalls.get(power) ?? 0;
    if (calls > 0) this.#lostCalls.set(power, calls - 1);
    return calls > 0;
  }

  /** The desk's line is there again. */
  restore(power: PowerSession): void {
    this.#lostCalls.delete(power);
  }

  hold(message: Message): void {
    this.#underWay.push(message);
  }

  get underWayCount(): number {
    return this.#underWay.length;
  }

  /** Delivers one of the late messages, whichever; nobody hears the answer. */
  async deliverOne(random: SeededRandom): Promise<void> {
    const [message] = this.#underWay.splice(random.below(this.#underWay.length), 1);
    await message?.().catch(() => undefined);
  }
}

/** The centre of a county as one desk reaches it. */
export function overNetwork(house: CentreHouse, network: Network, power: PowerSession): CentrePort {
  return new Proxy({} as CentrePort, {
    get: (_, name: keyof CentrePort) => {
      if (!house.answers(name)) return undefined;
      return (...values: readonly unknown[]) =>
        power.pass('centre', () => deliver(() => house.call(name, values), house, network, power));
    },
  });
}

async function deliver(
  message: Message,
  house: CentreHouse,
  network: Network,
  power: PowerSession,
): Promise<unknown> {
  const isThis = (fault: Call) => power.isNow('centre', fault);
  const unreachable = () => new OneCardError('centre.unreachable', { county: house.county });
  if (network.partitioned.has(house.county) || network.isDown(power, isThis)) throw unreachable();
  if (power.take('request-lost', isThis)) throw unreachable();
  if (power.take('late', isThis)) {
    network.hold(message);
    throw unreachable();
  }
  if (power.take('duplicated', isThis)) network.hold(message);
  const answer = await message();
  if (power.take('centre-restart', isThis)) {
    house.restart();
    throw unreachable();
  }
  if (power.take('answer-lost', isThis)) throw unreachable();
  return answer;
}
