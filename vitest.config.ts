import { defineConfig } from 'vitest/config';

const REAL_STACKS = 'tests/**/*.realstack.test.ts';

export default defineConfig({
  test: {
    // Real-stack tests own a daemon each: two workers are what a two-core machine carries.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'ours',
          include: ['tests/**/*.test.ts'],
          exclude: [REAL_STACKS],
          // A spawned command line on a shared machine: generous, never asserted on.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'real stacks',
          include: [REAL_STACKS],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A daemon of others polls its slots in its own time: on a loaded machine once is not proof.
          retry: 1,
        },
      },
    ],
  },
});
