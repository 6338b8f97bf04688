/**
 * Kysely as it is, in one file instead of 257. To load those takes 0.11 s of the 0.28 s of a command, and the tests run a thousand commands. The image, the pages and
 * `npm run` are tested without it.
 *
 * @module
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A module for `--import`, with which a process loads it. */
    kyselyInOneFile: string | undefined
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mintmark-kysely-'))
  const bundle = await rolldown({ input: createRequire(import.meta.url).resolve('kysely'), platform: 'node' })
  const file = join(folder, 'kysely.mjs')
  await bundle.write({ file, format: 'esm' })
  await bundle.close()
  const hook = join(folder, 'hook.mjs')
  await writeFile(hook, hookText(pathToFileURL(file).href))
  project.provide('kyselyInOneFile', hook)
  return () => rm(folder, { recursive: true, force: true })
}

const hookText = (url: string) => `
import { registerHooks } from 'node:module'
const found = { url: '${url}', shortCircuit: true }
registerHooks({ resolve: (name, context, next) => (name === 'kysely' ? found : next(name, context)) })
`
