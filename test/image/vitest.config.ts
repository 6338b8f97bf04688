import { defineConfig } from 'vitest/config'

/** Apart from the tests that need Node alone: scripts/check-image.sh makes the image, and what it runs in. */
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
