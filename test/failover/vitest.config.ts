import { defineConfig } from 'vitest/config'

/** Apart from the tests that need Node alone: scripts/check-pooler.sh runs these. */
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
