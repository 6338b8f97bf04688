import { clientCredentials } from './cases/client-credentials.ts'
import { coldStart } from './cases/cold-start.ts'
import { command } from './cases/command.ts'
import { durability } from './cases/durability.ts'
import { growth, growthOnPostgres } from './cases/growth.ts'
import { introspection } from './cases/introspection.ts'
import { login, loginOnPostgres } from './cases/login.ts'
import { memory } from './cases/memory.ts'
import { mixedLoad } from './cases/mixed-load.ts'
import { protectedFirstSeen } from './cases/protected-first-seen.ts'
import { protectedRepeated } from './cases/protected-repeated.ts'
import { protectedUnderLogins } from './cases/protected-under-logins.ts'
import { refresh, refreshOnPostgres } from './cases/refresh.ts'
import { replicas } from './cases/replicas.ts'
import type { BenchCase } from './support/bench-case.ts'

/** In the order of the tables. */
export const cases: readonly BenchCase[] = [
  protectedRepeated,
  protectedFirstSeen,
  clientCredentials,
  refresh,
  refreshOnPostgres,
  login,
  loginOnPostgres,
  introspection,
  protectedUnderLogins,
  replicas,
  coldStart,
  command,
  memory,
  durability,
  growth,
  growthOnPostgres,
  mixedLoad,
]

/** Returns the names of the cases that always run, or of the long ones. */
export const names = (long = false): string[] => cases.filter((one) => (one.long ?? false) === long).map(({ name }) => name)
