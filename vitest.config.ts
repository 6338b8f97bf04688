import { defineConfig } from 'vitest/config'

const shared = {
  // Native modules and worker threads want processes of their own.
  pool: 'forks',
  testTimeout: 20_000,
  hookTimeout: 30_000,
} as const

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts', 'test/support/seen-responses.ts'],
    // Both have a number, since on a machine of few cores what has none runs last.
    projects: [
      { test: { ...shared, name: 'service', include: ['test/**/*.test.ts'], exclude: ['test/after-all/**'], sequence: { groupOrder: 1 } } },
      // When all others are done: what they have seen of the contract.
      { test: { ...shared, name: 'after all', include: ['test/after-all/**/*.test.ts'], sequence: { groupOrder: 2 } } },
    ],
  },
})
