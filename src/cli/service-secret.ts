import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import { createKeyStore } from '../data/signing-keys.ts'
import type { ServiceSecret } from '../keys/service-secret.ts'
import { SealBroken } from '../keys/signing-key.ts'
import { resolveServiceSecret, ServiceSecretError, secretFileOf } from '../ops/service-secret.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'

/**
 * The service secret, which has opened a signing key: whatever a command keeps under another is of no use to the service, and what it replaced was. Where there is no
 * key yet, before the first `serve`, nothing tells one secret from another. Throws a `CommandFailure` where it is another, and like `resolveServiceSecret` where there is none.
 */
export async function provenSecret(database: Database, config: Config): Promise<ServiceSecret> {
  const { warnings: _, ...secret } = resolveServiceSecret(config)
  const [key] = (await createKeyStore(database).load()).keys
  if (key === undefined) return secret
  // Cryptography that most commands never need is loaded for this alone.
  const { createKeyMaterial } = await import('../keys/key-material.ts')
  await namingSecret(config, () => createKeyMaterial(secret).open(key))
  return secret
}

/** The same, or undefined where it is not at hand. A wrong one is refused all the same. */
export async function provenSecretIfGiven(database: Database, config: Config): Promise<ServiceSecret | undefined> {
  if (config.database.kind === 'postgres' && config.secret === undefined) return undefined
  try {
    return await provenSecret(database, config)
  } catch (error) {
    if (error instanceof ServiceSecretError) return undefined
    throw error
  }
}

/** Does `work`, and where the secret does not open the keys, says where it came from. */
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
