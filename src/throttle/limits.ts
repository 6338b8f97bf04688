/** How many wrong passwords are free, and how long the first wait is. Equal for all replicas. */
export interface ThrottleLimits {
  /** This many failures in a row against an account cost the first delay. */
  failures: number
  /** This many failures from one address within its window shut the address. */
  addressFailures: number
  firstDelayMs: number
}

/**
 * The limits in the database, for all replicas.
 *
 * @throws {Refusal} unavailable, from every method, if the store cannot be read or written.
 */
export interface LimitStore {
  read(): Promise<ThrottleLimits>
  keep(limits: ThrottleLimits): Promise<void>
}

/**
 * Stores the limits of a service that starts. Every replica uses them from its next guess on.
 *
 * @returns the previous limits if they were others.
 */
export async function recordLimits(store: LimitStore, limits: ThrottleLimits): Promise<ThrottleLimits | undefined> {
  const before = await store.read()
  const isSame = Object.entries(limits).every(([name, value]) => before[name as keyof ThrottleLimits] === value)
  if (isSame) return undefined
  await store.keep(limits)
  return before
}
