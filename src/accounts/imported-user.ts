import { hash } from 'node:crypto'
import { scopeProblem, scopeTokens } from '../clients/scope-token.ts'
import { importableHash } from './hashing/importable-hash.ts'
import { DEFAULT_USER_SCOPE } from './user.ts'
import { newUsernameProblem, usernameKey } from './username.ts'

/** A user of another system. */
export interface ImportedUser {
  username: string
  usernameKey: string
  passwordHash: string
  scope: string
  disabled: boolean
}

const MEMBERS = ['username', 'password_hash', 'scope', 'disabled']

/** `problems`: everything that is wrong with the line, in sentences that repeat nothing of it. */
export type ParsedLine = { kind: 'user'; user: ImportedUser } | { kind: 'invalid'; problems: string[] }

/** Reads one line of a file of users, which must be a JSON object. */
export function importedUser(line: string): ParsedLine {
  const record = parse(line)
  if (record === undefined) return { kind: 'invalid', problems: ['It is not a JSON object.'] }
  const { username, password_hash: passwordHash, scope = DEFAULT_USER_SCOPE, disabled = false } = record
  const tokens = givenTokens(scope)
  const checked = typeof passwordHash === 'string' ? importableHash(passwordHash) : NO_TEXT
  const problems = [
    Object.keys(record).every((member) => MEMBERS.includes(member)) ? undefined : `It may have only ${MEMBERS.join(', ')}.`,
    sentence('username', nameProblem(username)),
    sentence('password_hash', checked.kind === 'refused' ? checked.problem : undefined),
    sentence('scope', tokens === undefined ? 'must be a text or a list of texts' : scopeProblem(tokens)),
    sentence('disabled', typeof disabled === 'boolean' ? undefined : 'must be true or false'),
  ].filter((problem) => problem !== undefined)
  if (problems.length > 0 || typeof username !== 'string' || checked.kind === 'refused' || tokens === undefined)
    return { kind: 'invalid', problems }
  const user = { username, usernameKey: usernameKey(username), passwordHash: checked.hash, scope: tokens.join(' ') }
  return { kind: 'user', user: { ...user, disabled: disabled === true } }
}

const NO_TEXT = { kind: 'refused', problem: 'must be a text' } as const

const sentence = (member: string, problem: string | undefined) => problem && `The ${member} ${problem}.`

/** Parses a line. The message of the parser is dropped, because it would repeat some of the line. */
function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function nameProblem(username: unknown): string | undefined {
  if (typeof username !== 'string') return 'must be a text'
  return newUsernameProblem(username)
}

/**
 * Returns the tokens of a scope, which may be a text or a list of texts.
 *
 * @returns undefined if `scope` is neither.
 */
function givenTokens(scope: unknown): string[] | undefined {
  if (typeof scope === 'string') return scopeTokens(scope)
  return Array.isArray(scope) && scope.every((token) => typeof token === 'string') ? scope : undefined
}

/** The first line with the name, which counts, and whether both lines describe the same account. */
export interface Repetition {
  firstLine: number
  same: boolean
}

/**
 * Finds the lines of one import that name the same account, however far apart they are. It remembers each
 * name with a digest of its line, some 150 bytes.
 *
 * @returns undefined if the line is the first with its name.
 */
export function createRepeatedNames(): (line: number, user: ImportedUser) => Repetition | undefined {
  const first = new Map<string, { line: number; digest: number }>()
  return (line, user) => {
    const digest = digestOf(user)
    const before = first.get(user.usernameKey)
    if (before !== undefined) return { firstLine: before.line, same: before.digest === digest }
    first.set(user.usernameKey, { line, digest })
    return undefined
  }
}

/**
 * Returns 48 bits as a number, because a text takes three times the memory. The order of scopes and the
 * spelling of the name do not count.
 */
const digestOf = ({ passwordHash, scope, disabled }: ImportedUser): number =>
  hash('sha256', JSON.stringify([passwordHash, scope.split(' ').sort(), disabled]), 'buffer').readUIntBE(0, 6)
