import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only Node. scripts/check-python.sh installs what these need. */
export default defineConfig({
  test: {
    name: 'interop',
    include: ['test/interop/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
