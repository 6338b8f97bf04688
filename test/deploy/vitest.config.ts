import { defineConfig } from 'vitest/config'

/** Separate from the tests that need only Node. scripts/check-deploy.sh brings the tools. */
export default defineConfig({
  test: {
    name: 'deploy',
    include: ['test/deploy/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
