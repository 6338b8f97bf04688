import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only Node. scripts/check-metrics.sh installs what these need. */
export default defineConfig({
  test: {
    name: 'metrics',
    include: ['test/metrics/*.check.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
