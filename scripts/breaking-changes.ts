/**
 * Finds what in a contract breaks the clients of the contract before it. A request that was good must stay
 * good and mean the same. A client of the old contract must be able to read every answer.
 *
 * `redocly diff` compares, and rates what breaks as `major`. What it rates lower, or does not see, is listed
 * here. The changes in test/contract/planted-changes.ts guard both.
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Node } from './json-pointer.ts'

/** An entry of the report of `redocly diff`, as far as it is read here. */
interface Change {
  /** A JSON Pointer (RFC 6901) through all references. A shared schema is named at its first use only. */
  path: string
  typeName: string
  kind: 'added' | 'removed' | 'modified'
  /** The keyword, if `kind` is `modified`. */
  property?: string
  /** Its new value, if it has one. */
  revision?: { value?: unknown }
  /** One for each rule that applies. */
  verdicts: { impact: 'major' | 'minor' | 'patch'; message: string }[]
}

export interface Break {
  /** The operation, such as `POST /login`; else the path, or the part of the contract. */
  at: string
  what: string
}

/** Not in redocly.yaml, because openapi-typescript 7 reads that file and does not know these rules. */
const RULES = 'extends: [diff-recommended]\ntelemetry: off\n'
const REDOCLY = join(import.meta.dirname, '../node_modules/@redocly/cli/bin/cli.js')

/** Returns each break; none if every client of `released` can go on. */
export async function breakingChanges(released: Node, current: Node): Promise<Break[]> {
  const report = await compare(released, current)
  return [...report.flatMap(breaksOf), ...withdrawnScopes(released, current)]
}

async function compare(released: Node, current: Node): Promise<Change[]> {
  const cwd = await mkdtemp(join(tmpdir(), 'mintmark-contracts-'))
  const files = { 'released.json': JSON.stringify(released), 'current.json': JSON.stringify(current), 'rules.yaml': RULES }
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
    const options = ['--config=rules.yaml', '--format=json', '--output=report.json', '--fail-on=none']
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
    await promisify(execFile)(process.execPath, [REDOCLY, 'diff', 'released.json', 'current.json', ...options], { cwd, env })
    return JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8')).changes
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

/**
 * What breaks clients although `redocly diff` rates it lower. The direction does not count, because the
 * report does not say it, and a shared schema can have both.
 */
const RATED_HIGHER: readonly [what: string, is: (change: Change) => boolean][] = [
  // Who leaves the member or parameter out gets something else.
  ['The default changed.', ({ typeName, property }) => typeName === 'Schema' && property === 'default'],
  [
    'The header may be absent now.',
    ({ typeName, property, revision }) => typeName === 'Header' && property === 'required' && !revision?.value,
  ],
  // Redocly rates it only if the request forbids other members.
  ['The member of a request is gone.', (change) => isGone(change) && /\/properties\/[^/]+$/.test(change.path)],
  ['All members of a request are gone.', ({ typeName, kind }) => typeName === 'SchemaProperties' && kind === 'removed'],
  ['The member can no longer be sent.', ({ property }) => property === 'readOnly'],
  ['The answer has no schema any more.', (change) => isGone(change) && /\/responses\/.*\/content\/[^/]+\/schema$/.test(change.path)],
  ['The form is written in another way.', ({ path }) => /\/content\/[^/]+\/encoding(\/|$)/.test(path)],
  ['The operation has another server.', ({ path }) => /^#\/paths\/.*\/servers(\/|$)/.test(path)],
  ['The URL that gives tokens changed.', ({ property }) => property === 'tokenUrl' || property === 'refreshUrl'],
  ['A flow that gives tokens is gone.', (change) => isGone(change) && /\/securitySchemes\/[^/]+\/flows\/[^/]+$/.test(change.path)],
]

/** `key` is the name: what is renamed is gone for its clients. */
const isGone = ({ kind, property }: Change): boolean => kind === 'removed' || property === 'key'

function breaksOf(change: Change): Break[] {
  const told = change.verdicts.filter(({ impact }) => impact === 'major').map(({ message }) => message)
  const higher = RATED_HIGHER.filter(([, is]) => is(change)).map(([what]) => what)
  const { at, rest } = placeOf(change.path)
  return (told.length > 0 ? told : higher).map((what) => ({ at, what: rest === '' ? what : `${rest}: ${what}` }))
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

function placeOf(pointer: string): { at: string; rest: string } {
  const [first, path, method, ...rest] = pointer.replace(/^#\//, '').split('/')
  if (first !== 'paths' || path === undefined) return { at: pointer, rest: '' }
  const name = path.replaceAll('~1', '/').replaceAll('~0', '~')
  if (method === undefined || !METHODS.includes(method)) return { at: name, rest: [method, ...rest].join('/') }
  return { at: `${method.toUpperCase()} ${name}`, rest: rest.join('/') }
}

/** `redocly diff` does not compare the scopes of a flow (RFC 6749 §3.3). */
function withdrawnScopes(released: Node, current: Node): Break[] {
  const flowsOf =
    (contract: Node) =>
    (scheme: string): Node =>
      contract.components?.securitySchemes?.[scheme]?.flows ?? {}
  return Object.keys(released.components?.securitySchemes ?? {}).flatMap((scheme) =>
    Object.entries<Node>(flowsOf(released)(scheme)).flatMap(([flow, { scopes }]) => {
      const now: Node | undefined = flowsOf(current)(scheme)[flow]?.scopes
      const gone = now === undefined ? [] : Object.keys(scopes).filter((scope) => !(scope in now))
      return gone.map((scope) => ({ at: `#/components/securitySchemes/${scheme}`, what: `${flow}: The scope ${scope} is gone.` }))
    }),
  )
}

/**
 * Returns true if `current` may break clients of `released`: it is another major version, or before 1.0
 * another minor version (semver.org §4, §8).
 */
export function mayBreak(released: string, current: string): boolean {
  const [major, minor] = released.split('.').map(Number) as [number, number]
  const [nowMajor, nowMinor] = current.split('.').map(Number) as [number, number]
  return nowMajor > major || (major === 0 && nowMajor === 0 && nowMinor > minor)
}

/** Returns the places of breaks that the changelog does not name for this version. */
export function unnamedBreaks(breaks: readonly Break[], changelog: string, version: string): string[] {
  const [, section = ''] = changelog.split(`\n## [${version}]`)
  const [, list = ''] = section.split('\n## ')[0]!.split('\n### What breaks clients\n')
  const named = list.split('\n### ')[0]!
  return [...new Set(breaks.map(({ at }) => at))].filter((at) => !named.includes(`\`${at}\``))
}
