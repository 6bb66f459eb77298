import { equalBytes } from '../../bytes.ts';
import type { OneCardError } from '../../errors/index.ts';
import type { AttachedReader, DeskState, SlotCard } from './deskState.ts';
import { devicesOf, type PcscDevice } from './devices.ts';
import type { ReaderStateIn, ReaderStateOut } from './port.ts';

/** A PC/SC reader from one look to the next. */
interface Tracked {
  readonly attachment: number;
  /** What the next wait is told that is known already. */
  known: ReaderStateIn;
  /** As it was seen last. */
  eventCount: number;
  card: SlotCard | undefined;
  isMute: boolean;
}

/**
 * Turns what the service answers, look by look, into states of the desk. Numbers that only grow tell one
 * insertion from the next: the service counts insertions and removals itself, so that a card that was
 * swapped between two looks is another insertion.
 */
export class ReaderTracker {
  readonly #devices: readonly PcscDevice[];
  #readers: ReadonlyMap<string, Tracked> = new Map();
  #attachments = 0;
  #insertions = 0;
  #losses = 0;
  #lostWith: OneCardError | undefined;

  constructor(devices: readonly PcscDevice[]) {
    this.#devices = devices;
  }

  get state(): DeskState {
    const readers = new Map<string, AttachedReader>();
    for (const device of devicesOf([...this.#readers.keys()], this.#devices)) {
      const cards = new Map<number, SlotCard>();
      const muteSlots = new Set<number>();
      for (const [slot, pcscName] of device.pcscNames.entries()) {
        const tracked = pcscName === undefined ? undefined : this.#readers.get(pcscName);
        if (tracked?.card) cards.set(slot, tracked.card);
        if (tracked?.isMute) muteSlots.add(slot);
      }
      const { attachment } = this.#readers.get(device.name)!;
      readers.set(device.name, { device, attachment, cards, muteSlots });
    }
    return { losses: this.#losses, lostWith: this.#lostWith, readers };
  }

  /** What a wait for a change is told. */
  get known(): readonly ReaderStateIn[] {
    return [...this.#readers.values()].map(({ known }) => known);
  }

  /**
   * The service is there, and these are its readers.
   * @returns whether the desk has changed already; of a new reader nothing is known before `see`
   */
  list(names: readonly string[]): boolean {
    const wasLost = this.#lostWith !== undefined;
    this.#lostWith = undefined;
    const before = this.#readers;
    const readers = new Map<string, Tracked>();
    for (const readerName of names) {
      readers.set(readerName, before.get(readerName) ?? this.#attach(readerName));
    }
    this.#readers = readers;
    const hasGone = [...before.keys()].some((name) => !readers.has(name));
    return hasGone || (wasLost && readers.size === 0);
  }

  /** @returns whether the desk has changed */
  see(states: readonly ReaderStateOut[]): boolean {
    let hasChanged = false;
    for (const state of states) {
      const tracked = this.#readers.get(state.readerName);
      // A slot that is full and empty at once says nothing.
      const isSenseless = state.flags.has('present') && state.flags.has('empty');
      if (!tracked || isSenseless) continue;
      hasChanged = this.#update(tracked, state) || hasChanged;
    }
    return hasChanged;
  }

  /** A reader was there and is not: what is known of each may be of another time, and is asked for anew. */
  doubt(): void {
    for (const tracked of this.#readers.values()) {
      tracked.known = unaware(tracked.known.readerName);
    }
  }

  /** The service is not there. */
  lose(error: OneCardError): void {
    if (this.#lostWith === undefined) this.#losses++;
    this.#lostWith = error;
    this.#readers = new Map();
  }

  #attach(readerName: string): Tracked {
    return {
      attachment: ++this.#attachments,
      known: unaware(readerName),
      eventCount: 0,
      card: undefined,
      isMute: false,
    };
  }

  #update(tracked: Tracked, { readerName, flags, eventCount, atr }: ReaderStateOut): boolean {
    const { card: cardBefore, isMute: wasMute } = tracked;
    const wasSeen = tracked.known.flags.size > 0;
    // Only then: a card may have another answer to a warm reset, and is the same card.
    const isOther = !wasSeen && cardBefore !== undefined && !equalBytes(cardBefore.atr, atr);
    const isSwapped = tracked.eventCount !== eventCount || isOther;
    tracked.known = { readerName, flags, eventCount };
    tracked.eventCount = eventCount;
    const isPresent = flags.has('present');
    tracked.isMute = isPresent && flags.has('mute');
    if (!isPresent || tracked.isMute) tracked.card = undefined;
    else if (!cardBefore || isSwapped) tracked.card = { insertion: ++this.#insertions, atr };
    return !wasSeen || cardBefore !== tracked.card || wasMute !== tracked.isMute;
  }
}

function unaware(readerName: string): ReaderStateIn {
  return { readerName, flags: new Set(), eventCount: 0 };
}
