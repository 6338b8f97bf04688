// A command starts quickly because it loads only what it uses. The service is composed of the same parts.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { SOURCES } from '../support/program.ts'
import { folderWithDatabase } from './mintmark.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await folderWithDatabase()
})

/**
 * Returns the files that a command loads, from the root of the project. V8 lists every script that it has
 * compiled.
 */
async function loadedBy(args: string[]): Promise<string[]> {
  const coverage = join(folder, 'coverage')
  const env = { PATH: process.env.PATH, NODE_V8_COVERAGE: coverage }
  await promisify(execFile)(process.execPath, [SOURCES, ...args], { cwd: folder, env })
  const reports = readdirSync(coverage).map((name) => JSON.parse(readFileSync(join(coverage, name), 'utf8')))
  const urls: string[] = reports.flatMap(({ result }) => result.map(({ url }: { url: string }) => url))
  return urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url).slice(ROOT.length))
}

const SERVED =
  /^src\/(http|composition\/(grants|handlers|logins|service))\b|^node_modules\/(hono|@hono|zod|pino|argon2|@node-rs|bcryptjs)\//
const CRYPTOGRAPHY = /^node_modules\/jose\/|^src\/(oauth|composition\/(keys|tokens))\b/
const PEOPLE = /^src\/composition\/accounts\b/

test.each<[string, string[], RegExp[]]>([
  ['users list', ['users', 'list'], [SERVED, CRYPTOGRAPHY]],
  ['events list', ['events', 'list'], [SERVED, CRYPTOGRAPHY, PEOPLE]],
  ['sessions list', ['sessions', 'list'], [SERVED, CRYPTOGRAPHY, PEOPLE]],
  ['clients list', ['clients', 'list'], [SERVED, PEOPLE]],
  ['keys list', ['keys', 'list'], [SERVED, PEOPLE]],
])('%s loads nothing that it does not use', async (_, args, unused) => {
  const loaded = await loadedBy(args)
  expect(loaded).toContain('src/cli/program.ts')
  expect(loaded.filter((file) => unused.some((files) => files.test(file)))).toEqual([])
})
