/** A desk of a hospital: reader, security module, terminal, and the disk with its journal. */

import type { CardTransport } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CountyCode, Sam, SamProof, TerminalId } from '../model/index.ts';
import {
  type Catalogue,
  type CheckpointSigner,
  type Journal,
  openJournalOn,
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
import type { CentreHouse } from './centreHouse.ts';
import type { Fault, FaultKind, PortName } from './faults.ts';
import { MemoryDisk } from './memoryDisk.ts';
import { type Network, overNetwork } from './network.ts';
import { PowerSession } from './powerSession.ts';
import type { SeededRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { DeskClock, type VirtualClock } from './virtualClock.ts';
import type { Provider } from './world/bills.ts';

/** A desk has its journal's head signed several times in a history. */
export const CHECKPOINT_ENTRIES = 50;
export const OPERATOR = 'clerk';
/** Waits of a recovery before the desk opens. */
const RECOVERY_WAITS = 3;
const INS_OFFSET = 1;
/** APPEND RECORD, UPDATE BINARY, COMMIT SETTLEMENT. */
const WRITING_INS: ReadonlySet<number> = new Set([0xe2, 0xd6, 0xea]);
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
  readonly sam: Sam;
  readonly samProof: SamProof;
  readonly trust: Equipment['trust'];
  readonly houses: ReadonlyMap<CountyCode, CentreHouse>;
  /** Signs the journal's head. */
  readonly signer: CheckpointSigner;
  readonly checkpointKey: Uint8Array;
  /** The off-line limits that have come to the desks. */
  readonly limits: ReadonlyMap<CountyCode, Uint8Array>;
  readonly catalogue: Catalogue;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly onFault: (kind: FaultKind) => void;
  readonly onTransition: (transition: Transition) => void;
  /** Changes the equipment on its way to the terminal; how tests plant mistakes. */
  readonly around: (equipment: Equipment, desk: Desk) => Equipment;
}

export class Desk {
  readonly terminalId: TerminalId;
  readonly provider: Provider;
  readonly disk = new MemoryDisk();
  readonly clock: DeskClock;
  readonly sam: Sam;
  #power: PowerSession | undefined;
  #terminal: Terminal | undefined;
  #journal: Journal | undefined;
  #samCallsLost = 0;
  #isRecovered = false;
  #waitsLeft = 0;
  #enough: AbortController | undefined;
  readonly #parts: DeskParts;
  readonly #counters: CardCounterStore = memoryCardCounters();
  /** The card in the reader. */
  #card: VirtualCard | undefined;
  /** Answers instead of the card in the reader, unnoticed. */
  #swapped: VirtualCard | undefined;
  #otherCard: VirtualCard | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.terminalId = parts.terminalId;
    this.provider = parts.provider;
    this.sam = parts.sam;
    this.clock = new DeskClock(parts.clock);
  }

  /** COSE_Key bytes of the key that signs the journal's heads. */
  get checkpointKey(): Uint8Array {
    return this.#parts.checkpointKey;
  }

  get isOn(): boolean {
    return this.#power?.isOn ?? false;
  }

  /**
   * The terminal, started and recovered when it was not running.
   * @returns undefined when the power went meanwhile
   */
  async boot(): Promise<Terminal | undefined> {
    const { terminal, power } = this.start();
    if (this.#isRecovered) return terminal;
    this.#isRecovered = true;
    // A desk opens after a few questions, whether or not they were answered.
    const enough = new AbortController();
    this.#waitsLeft = RECOVERY_WAITS;
    this.#enough = enough;
    const recovered = terminal.recover({ signal: enough.signal, operator: OPERATOR });
    const result = await Promise.race([recovered, power.lost]);
    this.#enough = undefined;
    return result === 'power-lost' ? undefined : terminal;
  }

  /** The terminal, started when it is not running. @throws what opening the journal throws */
  start(): {
    readonly terminal: Terminal;
    readonly power: PowerSession;
    readonly journal: Journal;
  } {
    if (!this.#power?.isOn || !this.#terminal || !this.#journal) {
      const { scheduler, onFault } = this.#parts;
      this.#isRecovered = false;
      this.#power = new PowerSession(scheduler, onFault, () => this.#powerLost());
      this.#journal = openJournalOn(this.disk.open(), {
        terminalId: this.terminalId,
        clock: this.clock,
        checkpoints: {
          signer: this.#parts.signer,
          everyEntries: CHECKPOINT_ENTRIES,
          onFailure: () => undefined,
        },
      });
      this.#terminal = openTerminal(this.#equipment(this.#power, this.#journal));
    }
    return { terminal: this.#terminal, power: this.#power, journal: this.#journal };
  }

  /** Ends the program; the next `start` is a new one. */
  stop(): void {
    this.#power?.cut();
  }

  /** Arms faults for what comes now. */
  arm(
    faults: readonly Fault[],
    otherCard: VirtualCard | undefined,
    cancel?: AbortController,
  ): void {
    const { power } = this.start();
    this.#otherCard = otherCard;
    this.#samCallsLost = 0;
    this.disk.fillAfter(undefined);
    power.begin(faults, cancel);
    const full = power.take('disk-full', () => true);
    if (full) this.disk.fillAfter(full.writes);
    const inStore = power.take('power-cut-in-store', () => true);
    if (inStore) this.disk.cutAfter(inStore.statements, () => power.cut());
  }

  /** Everything that was armed and did not happen is off. */
  disarm(): void {
    this.disk.fillAfter(undefined);
    this.disk.cutAfter(Number.MAX_SAFE_INTEGER, () => undefined);
    this.#samCallsLost = 0;
    this.#power?.begin([]);
  }

  insert(card: VirtualCard): CardTransport {
    this.pull();
    this.#card = card;
    this.#swapped = undefined;
    card.powerUp();
    const { power } = this.start();
    let isClosed = false;
    return {
      transmit: (command) =>
        power.pass('card', async () => {
          if (isClosed || this.#card !== card) throw removed();
          return this.#exchange(card, command, power);
        }),
      close: async () => {
        isClosed = true;
      },
    };
  }

  pull(): void {
    this.#card?.powerDown();
    this.#swapped?.powerDown();
    this.#card = undefined;
    this.#swapped = undefined;
  }

  holds(card: VirtualCard): boolean {
    return this.#card === card;
  }

  async #exchange(
    card: VirtualCard,
    command: Uint8Array,
    power: PowerSession,
  ): Promise<Uint8Array> {
    const nth = power.callsOf('card');
    const swap = power.take('card-swapped', (fault) => fault.nth === nth);
    if (swap && this.#otherCard) {
      card.powerDown();
      this.#swapped = this.#otherCard;
      this.#swapped.powerUp();
    }
    const present = this.#swapped ?? card;
    if (WRITING_INS.has(command[INS_OFFSET]!)) {
      const torn = power.take('torn-write', (fault) => fault.nth === 1 || this.#countDown(fault));
      if (torn) present.failAt({ kind: 'torn-write', nth: 1, bytesWritten: torn.bytesWritten });
    }
    const pulled = power.take('card-pulled', (fault) => fault.nth === nth);
    if (pulled?.when === 'before') {
      this.pull();
      throw removed();
    }
    const response = await present.transmit(command);
    if (pulled) {
      this.pull();
      throw removed();
    }
    return response;
  }

  #writes = new WeakMap<object, number>();

  /** Whether this is the write that the fault is for. */
  #countDown(fault: { readonly nth: number }): boolean {
    const met = (this.#writes.get(fault) ?? 0) + 1;
    this.#writes.set(fault, met);
    return met === fault.nth;
  }

  #powerLost(): void {
    this.disk.cut();
    this.pull();
    this.#terminal = undefined;
    this.#journal = undefined;
  }

  #equipment(power: PowerSession, journal: Journal): Equipment {
    const { terminalId, samProof, trust, houses, catalogue, random, around, onTransition } =
      this.#parts;
    const counties = new Map<CountyCode, HomeCounty>(
      [...houses].map(([county, house]) => [county, this.#homeOf(house, power)]),
    );
    const equipment: Equipment = {
      terminalId,
      journal: passing(journal, ['append'], 'journal', power),
      sam: this.#samThrough(power),
      samProof,
      trust,
      counties,
      catalogue,
      clock: this.clock,
      random,
      wait: (ms, signal) => power.pass('wait', () => this.#wait(ms, signal)),
      onTransition,
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
    const { sam } = this.#parts;
    const through = Object.fromEntries(
      SAM_CALLS.map((name) => [
        name,
        (...values: never[]) =>
          power.pass('sam', async () => {
            const nth = power.callsOf('sam');
            const gone = power.take('sam-gone', (fault) => fault.nth === nth);
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

function removed(): OneCardError {
  return new OneCardError('reader.card-removed', { card: 'virtual' });
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
