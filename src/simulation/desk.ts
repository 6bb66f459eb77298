/** A desk of a hospital: reader, security module, terminal, and the disk with its journal. */

import type { CardTransport } from '../card/index.ts';
import type { CountyCode, Sam, TerminalId } from '../model/index.ts';
import {
  type Catalogue,
  type CheckpointSigner,
  type Journal,
  openJournal,
} from '../settlement/index.ts';
import {
  type CardCounterStore,
  type Equipment,
  type HomeCounty,
  memoryCardCounters,
  openTerminal,
  type Terminal,
  type Transition,
} from '../terminal/index.ts';
import type { VirtualCard } from '../virtual/index.ts';
import { CardSlot, removed } from './cardSlot.ts';
import type { CentreHouse } from './centreHouse.ts';
import type { Fault, FaultKind, PortName } from './faults.ts';
import { type HolderAtDesk, holderPin } from './holderAtDesk.ts';
import { JOURNAL_FILE, MemoryFolder } from './memoryFolder.ts';
import { type Network, overNetwork } from './network.ts';
import { PowerSession, type Surroundings } from './powerSession.ts';
import type { SeededRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { DeskClock, type VirtualClock } from './virtualClock.ts';
import type { Provider } from './world/bills.ts';
import type { Module } from './world/modules.ts';

/** A desk has its journal's head signed several times in a history. */
export const CHECKPOINT_ENTRIES = 50;
export const OPERATOR = 'clerk';
/** Waits of a recovery before the desk opens. */
const RECOVERY_WAITS = 3;
const SAM_CALLS = [
  'id',
  'publicKey',
  'status',
  'openChannel',
  'macState',
  'checkState',
  'sign',
  'verifyPin',
  'keyBlock',
] as const satisfies readonly (keyof Sam)[];

export interface DeskParts {
  readonly terminalId: TerminalId;
  readonly provider: Provider;
  readonly module: Module;
  readonly trust: Equipment['trust'];
  readonly houses: ReadonlyMap<CountyCode, CentreHouse>;
  /** Signs the journal's head. */
  readonly signer: CheckpointSigner;
  readonly checkpointKey: Uint8Array;
  /** The off-line limits that have come to the desks. */
  readonly limits: ReadonlyMap<CountyCode, Uint8Array>;
  /** The catalogue that is in force now; a desk reads it when it starts, as it does the plans. */
  readonly catalogue: () => Catalogue;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly onFault: (kind: FaultKind) => void;
  readonly onTransition: (transition: Transition) => void;
  /** Changes the equipment on its way to the terminal; how tests plant mistakes. */
  readonly around: (equipment: Equipment, desk: Desk) => Equipment;
}

/** A running desk. */
export interface Running {
  readonly terminal: Terminal;
  readonly power: PowerSession;
  readonly journal: Journal;
  readonly equipment: Equipment;
}

export class Desk {
  readonly terminalId: TerminalId;
  readonly provider: Provider;
  readonly disk = new MemoryFolder();
  readonly clock: DeskClock;
  /** Who stands before the desk, for the PIN. */
  readonly holder: HolderAtDesk = {};
  readonly #slot = new CardSlot();
  #module: Module;
  #running: Running | undefined;
  #samCallsLost = 0;
  #isRecovered = false;
  #waitsLeft = 0;
  #enough: AbortController | undefined;
  readonly #parts: DeskParts;
  readonly #counters: CardCounterStore = memoryCardCounters();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.terminalId = parts.terminalId;
    this.provider = parts.provider;
    this.#module = parts.module;
    this.clock = new DeskClock(parts.clock);
  }

  /** Signs the journal's heads. */
  get signer(): CheckpointSigner {
    return this.#parts.signer;
  }

  /** COSE_Key bytes of the key that signs the journal's heads. */
  get checkpointKey(): Uint8Array {
    return this.#parts.checkpointKey;
  }

  get isOn(): boolean {
    return this.#running?.power.isOn ?? false;
  }

  get sam(): Sam {
    return this.#module.sam;
  }

  /** A technician puts another module in; the program starts anew. */
  replaceModule(module: Module): void {
    this.stop();
    this.#module = module;
  }

  /**
   * The terminal, started and recovered when it was not running.
   * @returns undefined when the power went meanwhile
   */
  async boot(): Promise<Running | undefined> {
    const running = this.start();
    if (this.#isRecovered) return running;
    this.#isRecovered = true;
    // A desk opens after a few questions, whether or not they were answered.
    const enough = new AbortController();
    this.#waitsLeft = RECOVERY_WAITS;
    this.#enough = enough;
    const recovered = running.terminal.recover({ signal: enough.signal, operator: OPERATOR });
    const result = await Promise.race([recovered, running.power.lost]);
    this.#enough = undefined;
    return result === 'power-lost' ? undefined : running;
  }

  /** The terminal, started when it is not running. @throws what opening the journal throws */
  start(): Running {
    if (this.#running?.power.isOn) return this.#running;
    const { scheduler, onFault } = this.#parts;
    this.#isRecovered = false;
    const power = new PowerSession(scheduler, onFault, () => this.#powerLost());
    const options = {
      terminalId: this.terminalId,
      clock: this.clock,
      gather: queueMicrotask,
      checkpoints: {
        signer: this.#parts.signer,
        everyEntries: CHECKPOINT_ENTRIES,
        onFailure: () => undefined,
      },
    };
    const journal = openJournal(JOURNAL_FILE, options, this.disk.files());
    const equipment = this.#equipment(power, journal);
    this.#running = { terminal: openTerminal(equipment), power, journal, equipment };
    return this.#running;
  }

  /** Ends the program; the next `start` is a new one. */
  stop(): void {
    this.#running?.power.cut();
  }

  /** Arms faults for what comes now. */
  arm(faults: readonly Fault[], otherCard?: VirtualCard, surroundings: Surroundings = {}): void {
    const { power } = this.start();
    this.#slot.begin(otherCard);
    this.#samCallsLost = 0;
    this.#parts.network.restore(power);
    this.disk.fillAfter(undefined);
    power.begin(faults, surroundings);
    const full = power.take('disk-full');
    if (full) this.disk.fillAfter(full.writes);
    const inStore = power.take('power-cut-in-store');
    if (inStore) this.disk.cutAfter(inStore.statements, () => power.cut());
  }

  /** Everything that was armed and did not happen is off. */
  disarm(): void {
    this.disk.fillAfter(undefined);
    this.disk.cutAfter(Number.MAX_SAFE_INTEGER, () => undefined);
    this.#samCallsLost = 0;
    if (!this.#running) return;
    this.#parts.network.restore(this.#running.power);
    this.#running.power.begin([]);
  }

  insert(card: VirtualCard): CardTransport {
    return this.#slot.insert(card, this.start().power);
  }

  pull(): void {
    this.#slot.pull();
  }

  holds(card: VirtualCard): boolean {
    return this.#slot.holds(card);
  }

  #powerLost(): void {
    this.disk.cut();
    this.pull();
    this.#running = undefined;
  }

  #equipment(power: PowerSession, journal: Journal): Equipment {
    const { terminalId, trust, houses, catalogue, random, around, onTransition } = this.#parts;
    const counties = new Map<CountyCode, HomeCounty>(
      [...houses].map(([county, house]) => [county, this.#homeOf(house, power)]),
    );
    const pin = holderPin(this.holder, power);
    const equipment: Equipment = {
      terminalId,
      journal: passing(journal, ['append'], 'journal', power),
      sam: this.#samThrough(power),
      samProof: this.#module.proof,
      trust,
      counties,
      catalogue: catalogue(),
      clock: this.clock,
      random,
      ...(pin && { holderPin: pin }),
      wait: (ms, signal) => power.pass('wait', () => this.#wait(ms, signal)),
      onTransition: (transition) => {
        power.reached(transition.to);
        onTransition(transition);
      },
      counters: passing(this.#counters, ['of', 'remember'], 'counters', power),
    };
    return around(equipment, this);
  }

  #homeOf(house: CentreHouse, power: PowerSession): HomeCounty {
    const { network, limits } = this.#parts;
    return {
      plan: house.plan,
      centre: overNetwork(house, network, power),
      get offlineLimits() {
        return limits.get(house.county);
      },
    };
  }

  async #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw signal.reason;
    this.#waitsLeft -= 1;
    if (this.#waitsLeft < 0) this.#enough?.abort();
    await this.#parts.scheduler.sleep(ms);
    if (signal?.aborted) throw signal.reason;
  }

  #samThrough(power: PowerSession): Sam {
    const { sam } = this.#module;
    const through = Object.fromEntries(
      SAM_CALLS.map((name) => [
        name,
        (...values: never[]) =>
          power.pass('sam', async () => {
            const gone = power.take('sam-gone', (fault) => power.isNow('sam', fault));
            if (gone) this.#samCallsLost = gone.calls;
            if (this.#samCallsLost > 0) {
              this.#samCallsLost -= 1;
              throw removed();
            }
            return (sam[name] as (...values: never[]) => Promise<unknown>)(...values);
          }),
      ]),
    );
    return through as unknown as Sam;
  }
}

/** `target` with the calls of `names` passing a port; the rest as it is. */
function passing<T extends object>(
  target: T,
  names: readonly (keyof T)[],
  port: PortName,
  power: PowerSession,
): T {
  return new Proxy(target, {
    get(_, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      const call = (...values: unknown[]) => Reflect.apply(member, target, values) as never;
      if (!names.includes(name as keyof T)) return call;
      return (...values: unknown[]) => power.pass(port, async () => call(...values));
    },
  });
}
