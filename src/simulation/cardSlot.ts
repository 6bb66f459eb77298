/** The reader of a desk: the card in it, and what happens to it there. */

import type { CardTransport } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { VirtualCard } from '../virtual/index.ts';
import type { PowerSession } from './powerSession.ts';

const INS_OFFSET = 1;
/** APPEND RECORD, UPDATE BINARY, COMMIT SETTLEMENT. */
const WRITING_INS: ReadonlySet<number> = new Set([0xe2, 0xd6, 0xea]);

export class CardSlot {
  /** The card in the reader. */
  #card: VirtualCard | undefined;
  /** Answers instead of the card in the reader, unnoticed. */
  #swapped: VirtualCard | undefined;
  /** Would be swapped in. */
  #other: VirtualCard | undefined;
  #writes = 0;

  /** From here on writes count, and this card is at hand to be taken for the other. */
  begin(other: VirtualCard | undefined): void {
    this.#other = other;
    this.#writes = 0;
  }

  insert(card: VirtualCard, power: PowerSession): CardTransport {
    this.pull();
    this.#card = card;
    card.powerUp();
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
    if (power.take('card-swapped', (fault) => power.isNow('card', fault)) && this.#other) {
      card.powerDown();
      this.#swapped = this.#other;
      this.#swapped.powerUp();
    }
    const present = this.#swapped ?? card;
    if (WRITING_INS.has(command[INS_OFFSET]!)) this.#meetWrite(present, power);
    const pulled = power.take('card-pulled', (fault) => power.isNow('card', fault));
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

  #meetWrite(card: VirtualCard, power: PowerSession): void {
    this.#writes += 1;
    const isThis = ({ nth }: { readonly nth: number }) => nth === this.#writes;
    const torn = power.take('torn-write', isThis);
    if (torn) card.failAt({ kind: 'torn-write', nth: 1, bytesWritten: torn.bytesWritten });
    else if (power.take('memory-failure', isThis)) card.failAt({ kind: 'memory-failure', nth: 1 });
  }
}

export function removed(): OneCardError {
  return new OneCardError('reader.card-removed', { card: 'virtual' });
}
