import { defineConfig } from 'vitest/config'

/**
 * Separate from the tests that need only Node. scripts/check-packages.sh packs the packages, and npm installs
 * them from its registry.
 */
export default defineConfig({
  test: {
    name: 'packages',
    include: ['test/packages/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    disableConsoleIntercept: true,
  },
})
