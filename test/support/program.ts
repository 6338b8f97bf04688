/**
 * The program that tests start as processes. This file does not use the test runner, because
 * `test/faults/soak.ts` uses it too.
 *
 * @module
 */

import { fileURLToPath } from 'node:url'

/** `MINTMARK_TEST_SOURCES=on` makes tests start the sources. Only this file reads it. */
const fromSources = process.env.MINTMARK_TEST_SOURCES === 'on'

/** For tests that need a package which the bundle includes. */
export const SOURCES = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** What Node runs: the bundle, which starts in half the time, or the sources. */
export const PROGRAM = fromSources ? SOURCES : fileURLToPath(new URL('../../dist/main.cjs', import.meta.url))

/** Rebuilds the bundle, if tests run it. */
export async function buildProgram(): Promise<void> {
  if (fromSources) return
  const { build } = await import('../../scripts/build/bundle.ts')
  await build(fileURLToPath(new URL('../../dist', import.meta.url)))
}
