import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only Node. scripts/check-pooler.sh runs these. */
export default defineConfig({
  test: {
    name: 'failover',
    include: ['test/failover/*.check.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
