import { defineConfig } from 'vitest/config'

/** Separate from the tests of every run, because it takes longer. scripts/check-model.sh runs it. */
export default defineConfig({
  test: {
    name: 'model',
    include: ['test/model/*.check.ts'],
    pool: 'forks',
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
