/**
 * The program that tests start as processes. It knows nothing of the test runner, since `test/faults/soak.ts`
 * uses it too.
 *
 * @module
 */

import { fileURLToPath } from 'node:url'

/** `MINTMARK_TEST_SOURCES=on` starts the sources. Only this file reads it. */
const fromSources = process.env.MINTMARK_TEST_SOURCES === 'on'

/** For tests that reach into a package that the bundle takes in. */
export const SOURCES = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** What Node runs: the bundle, which starts in half the time, or the sources. */
export const PROGRAM = fromSources ? SOURCES : fileURLToPath(new URL('../../dist/main.cjs', import.meta.url))

/** Brings the bundle up to date, if it is what runs. */
export async function buildProgram(): Promise<void> {
  if (fromSources) return
  const { build } = await import('../../scripts/build/bundle.ts')
  await build(fileURLToPath(new URL('../../dist', import.meta.url)))
}
