import { defineConfig } from 'vitest/config';

/** The tests that judge a mutant: in process, without a stack or a command line. Fewer of them by name are quicker. */
const JUDGES = process.env.ONECARD_MUTATION_TESTS?.split(' ') ?? [
  'tests/money.test.ts',
  'tests/apportion.test.ts',
  'tests/settlement/adjudicate/*.test.ts',
];

export default defineConfig({ test: { include: JUDGES, testTimeout: 60_000 } });
