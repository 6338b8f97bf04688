import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only Node. scripts/check-pooler.sh installs what these need. */
export default defineConfig({
  test: {
    name: 'pooler',
    include: ['test/pooler/*.check.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
