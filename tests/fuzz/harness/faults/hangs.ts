import type { FuzzEntry } from '../entry.ts';

export const hangs: FuzzEntry = {
  name: 'hangs',
  inputsPerRun: 1,
  run(random) {
    const isTheOne = random() < 0.01;
    // Without end on purpose: the harness must end it.
    while (isTheOne) random();
  },
};
