import { defineConfig } from 'vitest/config'

/** Apart from the tests that need Node alone: scripts/check-browser.sh installs what these need. */
export default defineConfig({
  test: {
    name: 'browser',
    include: ['test/browser/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
