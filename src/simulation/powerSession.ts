/**
 * One life of a desk, from power on to power off. Every call of the terminal to the outside passes here:
 * here it takes its turn, meets the fault that was drawn for it, and here it stops for ever when the
 * power is gone, as the instruction after it does on a machine whose plug is pulled.
 */

import type { SagaState } from '../terminal/index.ts';
import {
  type Call,
  ELSEWHERE,
  type Fault,
  type FaultKind,
  type FaultOf,
  type PortName,
} from './faults.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * What a call of a dead terminal waits for. One each: a promise holds whoever waits for it, and with them
 * the whole world they were in.
 */
const never = () => new Promise<never>(() => undefined);

/** What the world does at a call that a fault names. */
export interface Surroundings {
  /** The clerk calls the visit off. */
  cancel?(): void;
  elsewhere?(kind: (typeof ELSEWHERE)[number]): Promise<void>;
}

export class PowerSession {
  /** Resolves when the power goes. */
  readonly lost: Promise<'power-lost'>;
  isOn = true;
  readonly #scheduler: Scheduler;
  readonly #calls = new Map<PortName, number>();
  /** How many calls there had been when a visit first came to a state. */
  readonly #reached = new Map<SagaState, ReadonlyMap<PortName, number>>();
  #faults: Fault[] = [];
  readonly #onFault: (kind: FaultKind) => void;
  #lose: (value: 'power-lost') => void = () => undefined;
  readonly #onCut: () => void;
  #surroundings: Surroundings = {};

  constructor(scheduler: Scheduler, onFault: (kind: FaultKind) => void, onCut: () => void) {
    this.#scheduler = scheduler;
    this.#onFault = onFault;
    this.#onCut = onCut;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
  }

  /** Counts from here, and arms these faults. */
  begin(faults: readonly Fault[], surroundings: Surroundings = {}): void {
    this.#calls.clear();
    this.#reached.clear();
    this.#faults = [...faults];
    this.#surroundings = surroundings;
  }

  cut(): void {
    if (!this.isOn) return;
    this.isOn = false;
    this.#onCut();
    this.#lose('power-lost');
  }

  /** A visit here came to this state. */
  reached(state: SagaState): void {
    if (this.#faults.length > 0 && !this.#reached.has(state)) {
      this.#reached.set(state, new Map(this.#calls));
    }
  }

  /** One call to the outside. */
  async pass<T>(port: PortName, call: () => Promise<T>): Promise<T> {
    if (!this.isOn) return never();
    this.#calls.set(port, (this.#calls.get(port) ?? 0) + 1);
    await this.#scheduler.turn();
    if (!this.isOn) return never();
    if (this.#faults.length === 0) return this.#carryOut(call, false);
    const isHere = (fault: Call & { readonly port: PortName }) =>
      fault.port === port && this.isNow(port, fault);
    if (this.take('cancelled', isHere)) this.#surroundings.cancel?.();
    for (const kind of ELSEWHERE) {
      if (this.take(kind, isHere)) await this.#surroundings.elsewhere?.(kind);
    }
    const cut = this.take('power-cut', isHere);
    if (cut?.when === 'before') {
      this.cut();
      return never();
    }
    return this.#carryOut(call, cut !== undefined);
  }

  async #carryOut<T>(call: () => Promise<T>, isLast: boolean): Promise<T> {
    try {
      return await call();
    } finally {
      if (isLast) this.cut();
      // The call was carried out; nobody is there any more to hear of it.
      if (!this.isOn) await never();
    }
  }

  /** Whether the call to `port` that is under way is the one that a fault waits for. */
  isNow(port: PortName, { nth, after }: Call): boolean {
    const calls = this.#calls.get(port) ?? 0;
    if (after === undefined) return calls === nth;
    const before = this.#reached.get(after);
    return before !== undefined && calls === (before.get(port) ?? 0) + nth;
  }

  /** The armed fault of this kind that `isIt`; it happens once. */
  take<K extends FaultKind>(
    kind: K,
    isIt: (fault: FaultOf<K>) => boolean = () => true,
  ): FaultOf<K> | undefined {
    if (this.#faults.length === 0) return undefined;
    const at = this.#faults.findIndex((fault) => fault.kind === kind && isIt(fault as FaultOf<K>));
    if (at < 0) return undefined;
    const [fault] = this.#faults.splice(at, 1);
    this.#onFault(kind);
    return fault as FaultOf<K>;
  }
}
