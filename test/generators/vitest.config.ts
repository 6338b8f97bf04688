import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only Node. scripts/check-generators.sh installs what these need. */
export default defineConfig({
  test: {
    name: 'generators',
    include: ['test/generators/*.check.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
