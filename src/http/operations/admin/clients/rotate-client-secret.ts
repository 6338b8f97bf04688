import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import { isClientId } from '../../../../clients/client.ts'
import { type ClientAdministration, PREVIOUS_SECRET_SECONDS } from '../../../../clients/client-administration.ts'
import { Refusal } from '../../../../errors.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'
import { dateTime } from '../../wire/date-time.ts'

/** Gives a client a new secret, shown this once. */
export function rotateClientSecret({
  clientAdministration,
  callerOf,
  system,
}: {
  clientAdministration: ClientAdministration
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.rotateClientSecret, Environment> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const { expire_previous_seconds: previousSeconds = PREVIOUS_SECRET_SECONDS } = c.req.valid('json')
    const act = actOf(c, { callerOf, system })
    const rotated = isClientId(id) ? await clientAdministration.rotateSecret(id, previousSeconds, act) : undefined
    if (rotated === undefined) throw notFound()
    if ('takesNone' in rotated) throw new Refusal('conflict', 'The client does not authenticate by a secret.')
    const { secret, previousExpiresAtMs, displacedExpiresAtMs } = rotated
    const body: components['schemas']['RotatedSecret'] = {
      secret,
      previous_expires_at: dateTime(previousExpiresAtMs),
      ...(displacedExpiresAtMs === undefined ? {} : { displaced_expires_at: dateTime(displacedExpiresAtMs) }),
    }
    return c.json(body, 201)
  }
}
