import { defineConfig } from 'vitest/config'

/** How each mutant is tested. `main.ts` names the tests, and Stryker overrides what it must. */
export default defineConfig({
  test: {
    name: 'mutants',
    include: (process.env.MUTANTS_TESTS ?? '').split(' '),
    setupFiles: ['test/support/end-of-file.ts'],
    globalSetup: ['test/mutants/global-setup.ts'],
    // Each run has a new worker, so no mutant outlives its run.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
