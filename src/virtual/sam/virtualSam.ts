import { inspect } from 'node:util';
import { equalBytes } from '../../bytes.ts';
import { encodeResponse } from '../../card/index.ts';
import { encodeCbor } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, Sam } from '../../model/index.ts';
import { VIRTUAL_SAM_ATR } from '../atr.ts';
import type { CardStore } from '../cardStore.ts';
import { type Fault, FaultCountdown } from '../faults.ts';
import type { InsertableCard } from '../insertable.ts';
import { SamApplication } from './application/application.ts';
import { SoftSam } from './softSam.ts';

/** What is left of a module in its store once it was terminated: no key, no counter. */
const TOMBSTONE = encodeCbor(new Map([[1, 0]]));

export interface VirtualSamOptions {
  /** The clock beside the slot; without one the module learns of time from statements alone. */
  readonly clock?: Clock;
}

/**
 * A security module in a slot, made of software: the application of `docs/sam.md` over the module that
 * a store holds. Keys get into the store when the module is issued (`SoftSam.issue`), and never through
 * a command. What it counts is stored before it answers, so that power cut at any moment leaves the
 * use counted or not asked for. Prints as `[secret]`.
 * @example
 * await SoftSam.issue({ id, role: 'SETTLE', keys, … }, { store });
 * const slot = await connectVpcd(new VirtualSam(store), { port: VPCD_PORT + 1 });
 */
export class VirtualSam implements InsertableCard {
  readonly atr = VIRTUAL_SAM_ATR;
  readonly #application: SamApplication;
  #isPowered = false;
  #fault: FaultCountdown | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: CardStore, { clock }: VirtualSamOptions = {}) {
    this.#application = new SamApplication({
      open: () => opened(store, clock),
      terminate: () => store.save(TOMBSTONE),
    });
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  powerUp(): Uint8Array {
    this.#isPowered = true;
    this.#forget();
    return this.atr.slice();
  }

  powerDown(): void {
    this.#isPowered = false;
    this.#forget();
  }

  /** Arms one fault; it replaces an earlier one and happens once. Its store writes all or nothing: `torn-write` is `cut-before`. */
  failAt(fault: Fault | undefined): void {
    this.#fault = fault && new FaultCountdown(fault);
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    const bytes = command.slice();
    return this.#inTurn(() => this.#transmit(bytes));
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }

  async #transmit(bytes: Uint8Array): Promise<Uint8Array> {
    if (!this.#isPowered) throw powerLost();
    const fault = this.#fault?.meet(bytes);
    if (fault && fault.kind !== 'cut-after') return this.#lose(fault);
    const response = await this.#application.answer(bytes);
    if (fault) return this.#lose(fault);
    // Pulled while it was thinking: what it did is stored, nobody hears of it.
    if (!this.#isPowered) throw powerLost();
    return encodeResponse(response);
  }

  #lose(fault: Fault): never {
    this.#fault = undefined;
    this.powerDown();
    throw powerLost(fault);
  }

  /** After the command under way, which still belongs to the time before. */
  #forget(): void {
    void this.#inTurn(() => this.#application.reset());
  }

  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(call);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function powerLost(fault?: Fault): OneCardError {
  const detail = { card: 'security module', ...(fault && { fault: fault.kind }) };
  return new OneCardError('reader.card-removed', detail);
}

/** @throws OneCardError `sam.terminated`, `virtual.card-file-damaged`. */
async function opened(store: CardStore, clock: Clock | undefined): Promise<Sam> {
  const bytes = await store.load();
  if (bytes && equalBytes(bytes, TOMBSTONE)) throw new OneCardError('sam.terminated');
  const sam = await SoftSam.open(store, clock ? { clock } : {});
  if (!sam) throw new OneCardError('virtual.card-file-damaged', { rule: 'missing' });
  return sam;
}
