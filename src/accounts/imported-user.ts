import { scopeProblem, scopeTokens } from '../clients/scope-token.ts'
import { importableHash } from './hashing/importable-hash.ts'
import { DEFAULT_USER_SCOPE } from './user.ts'
import { newUsernameProblem, usernameKey } from './username.ts'

/** A user as another system had them. */
export interface ImportedUser {
  username: string
  usernameKey: string
  passwordHash: string
  scope: string
  disabled: boolean
}

const MEMBERS = ['username', 'password_hash', 'scope', 'disabled']

/** One line of a file of users, a JSON object; or all that is wrong with it, in words that repeat nothing of it. */
export function importedUser(line: string): ImportedUser | { problems: string[] } {
  const record = parse(line)
  if (record === undefined) return { problems: ['It is not a JSON object.'] }
  const { username, password_hash: hash, scope = DEFAULT_USER_SCOPE, disabled = false } = record
  const tokens = givenTokens(scope)
  const checked = typeof hash === 'string' ? importableHash(hash) : { problem: 'must be a text' }
  const problems = [
    Object.keys(record).every((member) => MEMBERS.includes(member)) ? undefined : `It may have only ${MEMBERS.join(', ')}.`,
    said('username', nameProblem(username)),
    said('password_hash', 'problem' in checked ? checked.problem : undefined),
    said('scope', tokens === undefined ? 'must be a text or a list of texts' : scopeProblem(tokens)),
    said('disabled', typeof disabled === 'boolean' ? undefined : 'must be true or false'),
  ].filter((problem) => problem !== undefined)
  if (problems.length > 0 || typeof username !== 'string' || !('hash' in checked) || tokens === undefined) return { problems }
  return { username, usernameKey: usernameKey(username), passwordHash: checked.hash, scope: tokens.join(' '), disabled: disabled === true }
}

const said = (member: string, problem: string | undefined) => problem && `The ${member} ${problem}.`

/** What the parser says of it would repeat some of it. */
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

/** Undefined where it is no scope at all. */
function givenTokens(scope: unknown): string[] | undefined {
  if (typeof scope === 'string') return scopeTokens(scope)
  return Array.isArray(scope) && scope.every((token) => typeof token === 'string') ? scope : undefined
}
