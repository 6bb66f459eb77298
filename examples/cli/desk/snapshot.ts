/** What is at a desk now. */

import type { ReaderEvent, ReaderKind, ReaderSlot } from '../../../src/reader/index.ts';
import type { CardKind, DescribeCard } from './cardKind.ts';
import type { Source } from './sources.ts';

export interface SeenSlot extends ReaderSlot {
  /** Absent where no card answers. */
  readonly card?: CardKind;
}

export interface SeenReader {
  readonly kind: ReaderKind;
  readonly name: string;
  readonly slots: readonly SeenSlot[];
}

/** PC/SC tells all that is there in one go. Others power each card up, which takes up to two seconds. */
const QUIET_MS: Readonly<Record<ReaderKind, number>> = {
  pcsc: 300,
  virtual: 300,
  hid: 2_500,
  serial: 2_500,
  vendor: 2_500,
};
/** Time for the first event, and for all of them: five slots of two seconds. */
const FIRST_MS = 5_000;
const WHOLE_MS = 15_000;

/**
 * The readers of one source and the cards in them, as its events tell them: they begin with what is
 * there, and nobody else's card is disturbed.
 * @throws OneCardError as `list` does
 */
export async function snapshotOf(
  { provider }: Source,
  describe: DescribeCard,
  signal: AbortSignal,
): Promise<readonly SeenReader[]> {
  const readers = await provider.list();
  if (readers.length === 0) return [];
  const atrs = await collectCards(provider, signal);
  return Promise.all(
    readers.map(async ({ kind, name, slots }) => ({
      kind,
      name,
      slots: await Promise.all(
        slots.map(async (slot) => {
          const atr = atrs.get(keyOf(name, slot.index));
          return atr === undefined ? slot : { ...slot, card: await describe(atr) };
        }),
      ),
    })),
  );
}

/** Answers to reset by reader and slot, once the events have been quiet for a while. */
async function collectCards(
  provider: Source['provider'],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const atrs = new Map<string, Uint8Array>();
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), FIRST_MS);
  const ends = AbortSignal.any([signal, quiet.signal, AbortSignal.timeout(WHOLE_MS)]);
  try {
    for await (const event of provider.events({ signal: ends })) {
      apply(atrs, event);
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), QUIET_MS[provider.kind]);
    }
  } finally {
    clearTimeout(timer);
  }
  return atrs;
}

function apply(atrs: Map<string, Uint8Array>, event: ReaderEvent): void {
  if (event.type === 'card-in') atrs.set(keyOf(event.reader, event.slot), event.atr);
  if (event.type === 'card-out') atrs.delete(keyOf(event.reader, event.slot));
}

function keyOf(reader: string, slot: number): string {
  return `${slot} ${reader}`;
}
