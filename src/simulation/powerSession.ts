/**
 * One life of a desk, from power on to power off. Every call of the terminal to the outside passes here:
 * here it takes its turn, meets the fault that was drawn for it, and here it stops for ever when the
 * power is gone, as the instruction after it does on a machine whose plug is pulled.
 */

import type { Fault, FaultKind, PortName } from './faults.ts';
import type { Scheduler } from './scheduler.ts';

/** What a call of a dead terminal waits for. */
const NEVER = new Promise<never>(() => undefined);

export class PowerSession {
  /** Resolves when the power goes. */
  readonly lost: Promise<'power-lost'>;
  isOn = true;
  readonly #scheduler: Scheduler;
  readonly #calls = new Map<PortName, number>();
  #faults: Fault[] = [];
  readonly #onFault: (kind: FaultKind) => void;
  #lose: (value: 'power-lost') => void = () => undefined;
  readonly #onCut: () => void;
  #cancel: AbortController | undefined;

  constructor(scheduler: Scheduler, onFault: (kind: FaultKind) => void, onCut: () => void) {
    this.#scheduler = scheduler;
    this.#onFault = onFault;
    this.#onCut = onCut;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
  }

  /** Counts from here, and arms these faults. */
  begin(faults: readonly Fault[], cancel?: AbortController): void {
    this.#calls.clear();
    this.#faults = [...faults];
    this.#cancel = cancel;
  }

  cut(): void {
    if (!this.isOn) return;
    this.isOn = false;
    this.#onCut();
    this.#lose('power-lost');
  }

  /**
   * One call to the outside.
   * @param meet what the port itself does about a fault of its own at this call
   */
  async pass<T>(port: PortName, call: () => Promise<T>): Promise<T> {
    if (!this.isOn) return NEVER;
    const nth = (this.#calls.get(port) ?? 0) + 1;
    this.#calls.set(port, nth);
    await this.#scheduler.turn();
    if (!this.isOn) return NEVER;
    if (this.take('cancelled', (fault) => fault.port === port && fault.nth === nth)) {
      this.#cancel?.abort();
    }
    const cut = this.take('power-cut', (fault) => fault.port === port && fault.nth === nth);
    if (cut?.when === 'before') {
      this.cut();
      return NEVER;
    }
    try {
      return await call();
    } finally {
      if (cut) this.cut();
      // The call was carried out; nobody is there any more to hear of it.
      if (!this.isOn) await NEVER;
    }
  }

  /** How often the port was called since `begin`. */
  callsOf(port: PortName): number {
    return this.#calls.get(port) ?? 0;
  }

  /** The armed fault of this kind that `isIt`; it happens once. */
  take<K extends FaultKind>(
    kind: K,
    isIt: (fault: Extract<Fault, { kind: K }>) => boolean,
  ): Extract<Fault, { kind: K }> | undefined {
    if (this.#faults.length === 0) return undefined;
    const at = this.#faults.findIndex(
      (fault) => fault.kind === kind && isIt(fault as Extract<Fault, { kind: K }>),
    );
    if (at < 0) return undefined;
    const [fault] = this.#faults.splice(at, 1);
    this.#onFault(kind);
    return fault as Extract<Fault, { kind: K }>;
  }
}
