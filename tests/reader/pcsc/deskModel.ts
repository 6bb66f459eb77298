import type { ReaderEvent } from '../../../src/reader/index.ts';

/**
 * The desk as a consumer of events sees it. Throws when an event cannot follow the ones before: a card in
 * a reader that is not attached, a reader of a service that is lost.
 */
export class DeskModel {
  hasService = true;
  /** Answer to reset by slot, by reader. */
  readonly readers = new Map<string, Map<number, string>>();

  take(event: ReaderEvent): void {
    switch (event.type) {
      case 'service-lost':
        expectThat(this.hasService && this.readers.size === 0, event);
        this.hasService = false;
        return;
      case 'service-back':
        expectThat(!this.hasService, event);
        this.hasService = true;
        return;
      case 'reader-attached':
        expectThat(this.hasService && !this.readers.has(event.reader), event);
        this.readers.set(event.reader, new Map());
        return;
      case 'reader-detached':
        expectThat(this.readers.get(event.reader)?.size === 0, event);
        this.readers.delete(event.reader);
        return;
      case 'card-in': {
        const cards = this.readers.get(event.reader);
        expectThat(cards !== undefined && !cards.has(event.slot), event);
        cards!.set(event.slot, Buffer.from(event.atr).toString('hex'));
        return;
      }
      case 'card-out':
        expectThat(this.readers.get(event.reader)?.delete(event.slot) === true, event);
    }
  }

  /** `reader/slot=atr`, sorted. */
  get cards(): readonly string[] {
    return [...this.readers]
      .flatMap(([reader, cards]) => [...cards].map(([slot, atr]) => `${reader}/${slot}=${atr}`))
      .sort();
  }
}

function expectThat(holds: boolean, event: ReaderEvent): void {
  if (!holds) throw new Error(`out of order: ${JSON.stringify(event)}`);
}

/** `card-in Desk 0`: an event as one line. */
export function lineOf(event: ReaderEvent): string {
  switch (event.type) {
    case 'card-in':
    case 'card-out':
      return `${event.type} ${event.reader} ${event.slot}`;
    case 'reader-attached':
    case 'reader-detached':
      return `${event.type} ${event.reader}`;
    case 'service-lost':
      return `${event.type} ${event.code}`;
    case 'service-back':
      return event.type;
  }
}
