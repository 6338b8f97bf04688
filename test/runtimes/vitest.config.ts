import { defineConfig } from 'vitest/config'

/** Apart from the tests that need Node alone: scripts/check-runtimes.sh installs what these need. */
export default defineConfig({
  test: {
    name: 'runtimes',
    include: ['test/runtimes/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
