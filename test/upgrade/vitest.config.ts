import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only this build. scripts/check-upgrade.sh brings the earlier one. */
export default defineConfig({
  test: {
    name: 'upgrade',
    include: ['test/upgrade/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
