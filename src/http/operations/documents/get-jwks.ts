import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { KeyRing } from '../../../keys/key-ring.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { PUBLIC_CACHE } from '../../server/response-headers.ts'

/** The public keys (RFC 7517 §5), as the database has them now. */
export function getJwks({ keys }: { keys: Pick<KeyRing, 'catchUp' | 'publicJwks'> }): OperationHandler<typeof routes.getJwks, Environment> {
  return async (c) => {
    await keys.catchUp()
    const body = { keys: keys.publicJwks() } as components['schemas']['JwkSet']
    return c.json(body, 200, PUBLIC_CACHE)
  }
}
