import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import { createKeyStore } from '../data/signing-keys.ts'
import { SealBroken } from '../keys/signing-key.ts'
import { resolveServiceSecret, ServiceSecretError, secretFileOf } from '../ops/secret-file.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'

/**
 * Returns the service secret after it has opened a signing key. The service cannot use what a command writes
 * under another secret.
 *
 * @throws {CommandFailure} if the secret does not open the key.
 * @throws {ServiceSecretError | ConfigError} if there is no secret: see `resolveServiceSecret`.
 */
export async function provenSecret(database: Database, config: Config): Promise<ServiceSecret> {
  const { warnings: _, ...secret } = resolveServiceSecret(config)
  const [key] = (await createKeyStore(database).load()).keys
  // Before the first `serve` there is no key, so any secret passes.
  if (key === undefined) return secret
  // Loads cryptography that most commands never need.
  const { proveSecret } = await import('../composition/keys.ts')
  await namingSecret(config, () => proveSecret(secret, key))
  return secret
}

/**
 * Returns the service secret after it has opened a signing key.
 *
 * @returns undefined if there is no secret here.
 * @throws {CommandFailure} if the secret does not open the key.
 */
export async function provenSecretIfGiven(database: Database, config: Config): Promise<ServiceSecret | undefined> {
  if (config.database.kind === 'postgres' && config.secret === undefined) return undefined
  try {
    return await provenSecret(database, config)
  } catch (error) {
    if (error instanceof ServiceSecretError) return undefined
    throw error
  }
}

/** Does `work`. If the secret does not open the keys, the failure says where the secret comes from. */
export async function namingSecret<T>(config: Config, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SealBroken) throw new CommandFailure(EXIT.refused, sentence(config))
    throw error
  }
}

function sentence({ secret, database }: Config): string {
  const mend = 'Give the secret that they were made under'
  const nothing = 'Nothing was done.'
  if (secret !== undefined || database.kind === 'postgres')
    return `MINTMARK_SECRET does not open the signing keys of this database. ${mend}. ${nothing}`
  return `${secretFileOf(database.file)} does not open the signing keys of this database. ${mend}: put the file back, or set MINTMARK_SECRET. ${nothing}`
}
