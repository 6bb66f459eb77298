import type { FuzzEntry } from '../entry.ts';

const held: Uint8Array[] = [];

/** Keeps a little of every input. */
export const leaks: FuzzEntry = {
  name: 'leaks',
  inputsPerRun: 1,
  run(random) {
    held.push(new Uint8Array(512).fill(random() * 256));
  },
};
