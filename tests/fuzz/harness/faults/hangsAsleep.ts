import type { FuzzEntry } from '../entry.ts';

/** Waits for something that never comes, with the event loop kept alive. */
export const hangsAsleep: FuzzEntry = {
  name: 'hangs-asleep',
  inputsPerRun: 1,
  async run(random) {
    if (random() >= 0.01) return;
    const timer = setInterval(() => undefined, 1_000);
    await new Promise(() => undefined);
    clearInterval(timer);
  },
};
