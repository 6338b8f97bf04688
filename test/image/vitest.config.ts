import { defineConfig } from 'vitest/config'

/**
 * Separate from the tests that need only Node. scripts/check-image.sh makes the image and its environment.
 */
export default defineConfig({
  test: {
    name: 'image',
    include: ['test/image/*.check.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    disableConsoleIntercept: true,
  },
})
