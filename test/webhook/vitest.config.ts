import { defineConfig } from 'vitest/config'

/** Separate from the tests of every run, because it takes longer. scripts/check-webhook.sh runs it. */
export default defineConfig({
  test: {
    name: 'webhook',
    include: ['test/webhook/*.check.ts'],
    pool: 'forks',
    globalSetup: ['test/support/global-setup.ts'],
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
