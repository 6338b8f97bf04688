import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Node } from '../../scripts/json-pointer.ts'

/**
 * What generation and compilation need, with the type tests but no other tests. The rules of redocly.yaml
 * would stop the generation at an example, so it is left out.
 */
const PARTS = ['openapi', 'generated', 'scripts', 'src', 'sdk', 'package.json', 'tsconfig.json', 'openapi-ts.config.ts']
export const TYPE_TEST = 'test/contract/handlers.test-d.ts'

/** The first step that failed for a project with another contract, and what it printed. */
export interface Outcome {
  stoppedBy: 'generation' | 'compiler' | 'nothing'
  said: string
}

/** Writes `contract` into a copy of the project, and generates and compiles there. */
export async function buildWith(contract: Node): Promise<Outcome> {
  const copy = await mkdtemp(join(tmpdir(), 'mintmark-contract-'))
  try {
    await Promise.all([...PARTS, TYPE_TEST].map((part) => cp(part, join(copy, part), { recursive: true })))
    await symlink(resolve('node_modules'), join(copy, 'node_modules'))
    // JSON is valid YAML.
    await writeFile(join(copy, 'openapi/openapi.yaml'), JSON.stringify(contract))
    const generation = await run(copy, 'scripts/generate.ts')
    if (generation !== undefined) return { stoppedBy: 'generation', said: generation }
    const compiler = await run(copy, 'node_modules/typescript/bin/tsc', '-p', '.')
    return compiler === undefined ? { stoppedBy: 'nothing', said: '' } : { stoppedBy: 'compiler', said: compiler }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Returns what the command printed if it failed, otherwise undefined. */
async function run(cwd: string, ...command: string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)(process.execPath, command, { cwd })
    return undefined
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `${stdout}${stderr}`
  }
}
