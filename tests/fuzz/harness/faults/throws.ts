import type { FuzzEntry } from '../entry.ts';

export const throws: FuzzEntry = {
  name: 'throws',
  inputsPerRun: 1,
  run(random) {
    if (random() < 0.01) throw new Error(`drew ${random()}`);
  },
};
