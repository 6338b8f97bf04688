import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { Client } from '../../../../clients/client.ts'
import type { ClientAdministration } from '../../../../clients/client-administration.ts'
import { scopeTokens } from '../../../../clients/scope-token.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { problemsRefusal, takenRefusal } from '../../../member-refusals.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'
import { clientRecordView } from '../../wire/client-view.ts'

/** Registers a client; a secret that is made for it is shown this once. */
export function createClient({
  clientAdministration,
  callerOf,
  system,
}: {
  clientAdministration: ClientAdministration
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.createClient, Environment> {
  return async (c) => {
    const asked = c.req.valid('json')
    const { jwks, scope } = asked
    const made = await clientAdministration.create(
      {
        id: asked.id,
        confidential: asked.confidential,
        grants: asked.grants,
        audiences: asked.audiences,
        identifiers: asked.identifiers,
        authMethods: asked.auth_methods,
        assertionAudience: asked.assertion_audience,
        assertionMaxSeconds: asked.assertion_max_seconds,
        secret: asked.secret,
        // Whether they are keys is for the rules to say.
        jwks: jwks as Client['jwks'] | undefined,
        scope: scope === undefined ? undefined : scopeTokens(scope),
      },
      actOf(c, { callerOf, system }),
    )
    if ('problems' in made) throw problemsRefusal('The client was not made.', made.problems)
    if ('taken' in made) throw takenRefusal('id')
    const body: components['schemas']['CreatedClient'] = {
      client: clientRecordView(made.client, clientAdministration),
      ...(made.secret === undefined ? {} : { secret: made.secret }),
    }
    return c.json(body, 201)
  }
}
