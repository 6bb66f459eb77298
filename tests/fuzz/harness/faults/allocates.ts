import type { FuzzEntry } from '../entry.ts';

let last: Uint8Array | undefined;

/** Believes a length that its input claims. */
export const allocates: FuzzEntry = {
  name: 'allocates',
  inputsPerRun: 1,
  run(random) {
    last = random() < 0.01 ? new Uint8Array(256 * 1024 * 1024) : last?.subarray(0, 1);
  },
};
