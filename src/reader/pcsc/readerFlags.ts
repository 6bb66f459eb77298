import { READER_FLAGS, type ReaderFlag } from './port.ts';

const FLAGS = Object.entries(READER_FLAGS) as [ReaderFlag, number][];

/** dwCurrentState: lower 16 bits flags, upper 16 the event counter. */
export function stateWord(flags: ReadonlySet<ReaderFlag>, eventCount: number): number {
  const word = FLAGS.reduce(
    (sum, [flag, bit]) => (flag !== 'changed' && flags.has(flag) ? sum | bit : sum),
    0,
  );
  return ((eventCount << 16) | word) >>> 0;
}

/** The flags of dwEventState. */
export function flagsOf(word: number): ReadonlySet<ReaderFlag> {
  return new Set(FLAGS.filter(([, bit]) => (word & bit) !== 0).map(([flag]) => flag));
}

/** The event counter of dwEventState. */
export function eventCountOf(word: number): number {
  return word >>> 16;
}
