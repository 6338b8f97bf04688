import type { routes } from '#generated/routes.ts'
import { type Client, isClientId } from '../../../../clients/client.ts'
import type { ClientAdministration } from '../../../../clients/client-administration.ts'
import type { ChangeWanted } from '../../../../clients/client-update.ts'
import { scopeTokens } from '../../../../clients/scope-token.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { problemsRefusal } from '../../../member-refusals.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'
import { clientRecordView } from '../../wire/client-view.ts'

/** Changes what a client may do, or whether it may do anything; what is absent stays, and null takes a member away (RFC 7396). */
export function changeClient({
  clientAdministration,
  callerOf,
  system,
}: {
  clientAdministration: ClientAdministration
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.changeClient, Environment> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const { grants, audiences, identifiers, auth_methods: authMethods, scope, jwks, disabled, ...asked } = c.req.valid('json')
    const { assertion_audience: assertionAudience, assertion_max_seconds: assertionMaxSeconds } = asked
    const wanted: ChangeWanted = {
      ...(grants && { grants }),
      ...(audiences && { audiences }),
      ...(identifiers && { identifiers }),
      ...(authMethods && { authMethods }),
      ...(scope !== undefined && { scope: scope === null ? 'of_user' : scopeTokens(scope) }),
      // Whether they are keys is for the rules to say.
      ...(jwks !== undefined && { jwks: jwks as Client['jwks'] }),
      ...(assertionAudience && { assertionAudience }),
      ...(assertionMaxSeconds !== undefined && { assertionMaxSeconds }),
      disabled,
    }
    const changed = isClientId(id) ? await clientAdministration.change(id, wanted, actOf(c, { callerOf, system })) : undefined
    if (changed === undefined) throw notFound()
    if ('problems' in changed) throw problemsRefusal('The client was not changed.', changed.problems)
    return c.json(clientRecordView(changed.client, clientAdministration), 200)
  }
}
