import { createRestorationStore } from '../data/restoration.ts'
import { createServiceStateStore } from '../data/service-state.ts'
import { createSessionStore } from '../data/sessions.ts'
import { createKeyStore } from '../data/signing-keys.ts'
import { createKeyAdministration } from '../keys/key-administration.ts'
import { createKeyMaterial } from '../keys/key-material.ts'
import { createKeyRing } from '../keys/key-ring.ts'
import { createKeyRotation } from '../keys/key-rotation.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import { ACCESS_TOKEN_TYP } from '../oauth/access-token-claims.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { createEpochRestoration, type EpochRestoration } from '../sessions/epoch-restoration.ts'
import type { Given, GivenSecret } from './given.ts'

export type Keys = ReturnType<typeof composeKeys>

/** What a service learns of its keys; a command does not need it. See `createKeyRing`. */
type KeyWatch = Pick<Parameters<typeof createKeyRing>[0], 'alarm' | 'watched'>

/** Composes the signing keys, and the sessions and epochs that decide whether a token is valid. */
export function composeKeys({ config, database, secret, system }: GivenSecret, watch: KeyWatch = {}) {
  const store = createKeyStore(database)
  const state = createServiceStateStore(database)
  const material = createKeyMaterial(secret)
  const ring = createKeyRing({ store, material, typ: ACCESS_TOKEN_TYP, system, ...watch })
  const made = { store, material, alg: config.signingAlg, system }
  return {
    ring,
    material,
    state,
    sessions: createSessionStore(database),
    rotate: createKeyRotation({ ring, ...made }),
    administration: createKeyAdministration(made),
    /**
     * Checks that the service can answer.
     *
     * @throws {Refusal} unavailable if the database does not answer or takes no writes, or no key can sign.
     */
    async checkReadiness(): Promise<void> {
      const { keysVersion } = await state.read()
      await ring.refresh(keysVersion)
      await state.expectWritable()
      ring.signer()
    },
  }
}

/** Composes what ends every session and replaces every key after a backup was restored. */
export function composeRestoration({ config, database, system }: Given, { ring, material }: Keys): EpochRestoration {
  return createEpochRestoration({ store: createRestorationStore(database), ring, material, alg: config.signingAlg, system })
}

/**
 * Checks that a service secret opens a signing key.
 *
 * @throws {SealBroken} if the key was sealed under another secret.
 */
export async function proveSecret(secret: ServiceSecret, key: SigningKey): Promise<void> {
  await createKeyMaterial(secret).open(key)
}

/** For the log of a service. */
export const KEY_CANNOT_SIGN =
  'The key that signs is sealed under a service secret that was not given here, so no token is issued. Start this service again with that secret as MINTMARK_SECRET or MINTMARK_SECRET_PREVIOUS.'
