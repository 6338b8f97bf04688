/**
 * The generators that must be able to read the contract, and their commands. `clients/NAME.ts` uses the code
 * of each, and docs/generate-a-client.md shows the same commands.
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const FOLDER = import.meta.dirname
/** As the commands name it, which run in the folder. */
export const CONTRACT = '../../openapi/openapi.yaml'

export interface Generator {
  name: string
  /** The package whose version counts. */
  package: string
  /** The command in `node_modules/.bin`, with its arguments. */
  command: [string, ...string[]]
}

export const GENERATORS: Generator[] = [
  { name: 'orval', package: 'orval', command: ['orval', '--config', 'config/orval.config.ts'] },
  {
    name: 'hey-api',
    package: '@hey-api/openapi-ts',
    command: ['openapi-ts', '-i', CONTRACT, '-o', 'generated/hey-api', '-c', '@hey-api/client-fetch'],
  },
  {
    name: 'swagger-typescript-api',
    package: 'swagger-typescript-api',
    command: [
      'swagger-typescript-api',
      'generate',
      '-p',
      CONTRACT,
      '-o',
      'generated/swagger-typescript-api',
      '-n',
      'api.ts',
      '--generate-union-enums',
    ],
  },
  { name: 'oazapfts', package: 'oazapfts', command: ['oazapfts', CONTRACT, 'generated/oazapfts/api.ts'] },
  { name: 'kubb', package: '@kubb/plugin-client', command: ['kubb', 'generate', '--config', 'config/kubb.config.ts'] },
  {
    name: 'openapi-zod-client',
    package: 'openapi-zod-client',
    command: ['openapi-zod-client', CONTRACT, '-o', 'generated/openapi-zod-client/api.ts', '--with-alias'],
  },
  { name: 'openapi-fetch', package: 'openapi-fetch', command: ['openapi-typescript', CONTRACT, '-o', 'generated/openapi-fetch/api.d.ts'] },
  { name: 'rtk-query', package: '@rtk-query/codegen-openapi', command: ['rtk-query-codegen-openapi', 'config/rtk-query.config.cjs'] },
]

/** Runs a command of this folder's packages with this Node. */
export async function run([command, ...args]: [string, ...string[]]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(FOLDER, 'node_modules/.bin', command), ...args], { cwd: FOLDER })
  return stdout
}

/** Generates one client, in place of an earlier one. */
export async function generate({ name, command }: Generator): Promise<void> {
  const folder = join(FOLDER, 'generated', name)
  rmSync(folder, { recursive: true, force: true })
  // Some generators do not make the folder.
  mkdirSync(folder, { recursive: true })
  await run(command)
}

/** Returns the version of a package that is pinned here. */
export const versionOf = (name: string): string => JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')).devDependencies[name]
