import type { FuzzEntry } from '../entry.ts';

export const crashes: FuzzEntry = {
  name: 'crashes',
  inputsPerRun: 1,
  run(random) {
    if (random() < 0.01) process.kill(process.pid, 'SIGSEGV');
  },
};
