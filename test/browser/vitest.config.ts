import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only Node. scripts/check-browser.sh installs what these need. */
export default defineConfig({
  test: {
    name: 'browser',
    include: ['test/browser/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
