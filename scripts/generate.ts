/**
 * Writes all of `generated/` from `openapi/openapi.yaml`: the contract as types, validators, routes and JSON.
 * It also writes the generated files of the client in `sdk/client`. It prints nothing unless something is
 * wrong.
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
/** In `src`, because the client's package contains them. */
const SDK = 'sdk/client/src/generated'

/** Runs a tool of `node_modules/.bin` with this Node. Its output is printed only if it fails. */
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
  // The message contains the standard error of the tool.
  const { message, stdout = '' } = error as Error & { stdout?: string }
  console.error(`${message}${stdout}`.trimEnd())
  process.exitCode = 1
}
