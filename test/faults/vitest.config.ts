import { defineConfig } from 'vitest/config'

/** Separate from the tests of every run, because it takes longer. scripts/check-faults.sh runs it. */
export default defineConfig({
  test: {
    name: 'faults',
    include: ['test/faults/*.check.ts', 'test/contract/*.check.ts'],
    pool: 'forks',
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/end-of-file.ts'],
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
