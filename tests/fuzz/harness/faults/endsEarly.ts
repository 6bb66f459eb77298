import type { FuzzEntry } from '../entry.ts';

/** Never answers, and leaves nothing that keeps the process alive. */
export const endsEarly: FuzzEntry = {
  name: 'ends-early',
  inputsPerRun: 1,
  async run(random) {
    if (random() < 0.01) await new Promise(() => undefined);
  },
};
