import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Native modules and worker threads want processes of their own.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
