/**
 * Writes all of `generated/` from `openapi/openapi.yaml`: the contract as types, as validators, as routes and as JSON; and what the client
 * in `sdk/client` has of it.
 * Quiet, unless something is wrong.
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { generateRoutes } from './generate-routes.ts'
import { generateSdkCalls } from './generate-sdk-calls.ts'
import { generateSdkOperations } from './generate-sdk-operations.ts'

const CONTRACT = 'openapi/openapi.yaml'
/** In `src`, since the package of the client carries them. */
const SDK = 'sdk/client/src/generated'

/** Runs a tool of `node_modules/.bin` on this very Node; what it says is told only where it fails. */
async function run(tool: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [`node_modules/.bin/${tool}`, ...args])
}

async function writeTypes(): Promise<void> {
  await run('openapi-typescript', CONTRACT, '-o', 'generated/openapi.d.ts', '--alphabetize', '--default-non-nullable=false')
}

async function writeValidators(): Promise<void> {
  await run('openapi-ts', '-f', 'openapi-ts.config.ts', '--silent')
}

async function writeRoutesAndJson(): Promise<void> {
  const contract = parse(await readFile(CONTRACT, 'utf8'))
  await writeFile('generated/routes.ts', generateRoutes(contract))
  await writeFile('generated/openapi.json', `${JSON.stringify(contract, null, 2)}\n`)
  await writeFile(`${SDK}/operations.ts`, generateSdkOperations(contract))
  await writeFile(`${SDK}/calls.ts`, generateSdkCalls(contract))
}

try {
  await mkdir(SDK, { recursive: true })
  await Promise.all([writeTypes(), writeValidators(), writeRoutesAndJson()])
} catch (error) {
  // The message has what went to standard error.
  const { message, stdout = '' } = error as Error & { stdout?: string }
  console.error(`${message}${stdout}`.trimEnd())
  process.exitCode = 1
}
