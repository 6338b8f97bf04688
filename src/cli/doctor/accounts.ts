import { type Finding, warningOf } from './finding.ts'

/** How many of a list are named. */
const MAX_NAMED = 10

/**
 * @param underOther The ids of clients that have a secret under another service secret than the one in force.
 * @param hasPrevious Whether the previous service secret is given.
 */
export function clientFindings(underOther: readonly string[], { hasPrevious }: { hasPrevious: boolean }): Finding[] {
  if (underOther.length === 0) return []
  const named = listed(underOther, underOther.length)
  return [
    hasPrevious
      ? warningOf(
          'clients',
          `The secrets of these clients are still kept under the previous service secret: ${named}. Each moves when it is next used.`,
          'Keep MINTMARK_SECRET_PREVIOUS until then, or run `mintmark clients rotate-secret` for each.',
        )
      : warningOf(
          'clients',
          `The secrets of these clients were kept under another service secret, and are refused: ${named}.`,
          'Give that secret as MINTMARK_SECRET_PREVIOUS, or run `mintmark clients rotate-secret` for each.',
        ),
  ]
}

/** Names the users that cannot log in, because the service trims the name that they type. */
export function untrimmedFindings({ ids, count }: { ids: readonly string[]; count: number }): Finding[] {
  if (count === 0) return []
  return [
    warningOf(
      'users',
      `White space around their names keeps these users from logging in: ${listed(ids, count)}.`,
      'Give each a new account without it (`mintmark users add`), then delete the old one (`mintmark users delete ID`).',
    ),
  ]
}

function listed(ids: readonly string[], count: number): string {
  const named = ids.slice(0, MAX_NAMED)
  return `${named.join(' ')}${count > named.length ? ` and ${count - named.length} more` : ''}`
}
