import { hash } from 'node:crypto'
import type { ImportedUser } from './imported-user.ts'

/** The line that had the name first, and whether it says the same of the account. */
export interface Repetition {
  firstLine: number
  same: boolean
}

/**
 * Tells which lines of one import are of one account, however far apart they are: the first one counts, always. It remembers each name with a digest of what its line says, some
 * 150 bytes.
 *
 * @returns undefined if the line is the first of its name.
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

/** The order of scopes, and how the name is spelled, make no other account. 48 bits, as a number: a text would take three times as much memory. */
const digestOf = ({ passwordHash, scope, disabled }: ImportedUser): number =>
  hash('sha256', JSON.stringify([passwordHash, scope.split(' ').sort(), disabled]), 'buffer').readUIntBE(0, 6)
