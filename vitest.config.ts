import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Real stacks (a daemon start, a spawned command line) on a shared machine: generous, never asserted on.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real-stack tests own a daemon each: two workers are what a two-core machine carries.
    maxWorkers: 2,
  },
});
