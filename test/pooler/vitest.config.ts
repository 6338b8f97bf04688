import { defineConfig } from 'vitest/config'

/** Apart from the tests that need Node alone: scripts/check-pooler.sh installs what these need. */
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
