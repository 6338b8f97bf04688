import { expect } from 'vitest'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { createHashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { createOneTimeSecretIssue, createOneTimeSecrets } from '../../src/accounts/one-time-secret.ts'
import type { Database } from '../../src/data/database.ts'
import { createOneTimeSecretStore } from '../../src/data/one-time-secrets.ts'
import type { System } from '../../src/system.ts'
import { SECRET } from './service.ts'

export const DAY_MS = 24 * 3_600_000

/** Issues a one-time secret for the user beside the service, as `users passwd --one-time` does. */
export async function issueOneTimeSecret(beside: Database, system: System, userId: string): Promise<string> {
  const queue = createHashQueue({ concurrency: 1, maxWaiting: 1 })
  const hasher = createArgon2Hasher({ parameters: { memoryKib: 8, passes: 1, parallelism: 1 }, queue, system })
  const secrets = createOneTimeSecrets(SECRET, system)
  const issue = createOneTimeSecretIssue({ store: createOneTimeSecretStore(beside), secrets, hasher, system })
  const issued = await issue({ userId, lifeMs: DAY_MS }, { atMs: system.nowMs(), actor: 'command' })
  expect(issued).toMatchObject({ secret: expect.stringMatching(/^mot_[\w-]{43}$/), expiresAtMs: system.nowMs() + DAY_MS })
  return issued!.secret
}
