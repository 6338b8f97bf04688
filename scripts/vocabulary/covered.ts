/**
 * Which files have to be plain, room by room.
 *
 * @module
 */

import { globSync } from 'node:fs'

const READ = '*.{ts,js,mjs,sh,md,py,rb,yaml}'
const LEFT_OUT = /(^|\/)(node_modules|generated|dist|vectors)(\/|$)/

const filesOf = (...patterns: string[]): string[] =>
  globSync(patterns, { exclude: (path) => LEFT_OUT.test(path) })
    .filter((path) => !LEFT_OUT.test(path))
    .sort()

/** The files in a folder and below it. */
export const filesBelow = (folder: string): string[] => filesOf(`${folder}/**/${READ}`)

const foldersIn = (folder: string): string[] =>
  globSync(`${folder}/*/`)
    .map((path) => path.replace(/\/$/, ''))
    .filter((path) => !LEFT_OUT.test(path))

/** The rooms with their files. A folder of `src` or `test` is a room, and so are the loose files of each. */
export const ROOMS: [room: string, files: string[]][] = [
  ...['src', 'test'].flatMap((root): [string, string[]][] => [
    [`${root}/*`, filesOf(`${root}/${READ}`)],
    ...foldersIn(root).map((folder): [string, string[]] => [folder, filesBelow(folder)]),
  ]),
  ...['sdk/client/src', 'sdk/verify/src', 'bench', 'scripts', 'findings', 'examples', 'deploy', 'docs/decisions'].map(
    (folder): [string, string[]] => [folder, filesBelow(folder)],
  ),
  ['bin, the build and the settings of tools', filesOf('bin/*.js', '.ci/run', 'Dockerfile', 'deploy/Caddyfile', '*.config.ts')],
  ['the pages of the project', ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']],
]
