/**
 * Clients, as administrators see and change them: the operations of `/admin/clients`.
 *
 * @module
 */

import type { components } from '#generated/openapi.d.ts'
import { type Client, isClientId } from '../../../clients/client.ts'
import { PREVIOUS_SECRET_SECONDS } from '../../../clients/client-administration.ts'
import type { WantedChange } from '../../../clients/client-update.ts'
import { scopeTokens } from '../../../clients/scope-token.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { notFound, refusalOf } from '../../refusals.ts'
import { cursorOf, pageOf } from '../wire/page.ts'
import { clientRecordView, clientView, dateTime } from '../wire/views.ts'

/** Lists the registered clients by id. */
export function listClients({ clients }: Parts): Operation<'listClients'> {
  return async (c) => {
    const { limit, after } = c.req.valid('query')
    const { rows, ...next } = pageOf(await clients.store.list({ afterId: cursorOf(after), limit: limit + 1 }), limit, ({ id }) => id)
    const body: components['schemas']['ClientList'] = { clients: rows.map(clientView), ...next }
    return c.json(body, 200)
  }
}

/** Registers a client. If the service makes its secret, only this answer shows it. */
export function createClient({ clients, caller }: Parts): Operation<'createClient'> {
  return async (c) => {
    const { jwks, scope, auth_methods: authMethods, ...members } = c.req.valid('json')
    const { assertion_audience: assertionAudience, assertion_max_seconds: assertionMaxSeconds } = members
    const created = await clients.administration.create(
      {
        id: members.id,
        confidential: members.confidential,
        grants: members.grants,
        audiences: members.audiences,
        identifiers: members.identifiers,
        authMethods,
        assertionAudience,
        assertionMaxSeconds,
        secret: members.secret,
        // The rules of clients decide whether these are keys.
        jwks: jwks as Client['jwks'] | undefined,
        scope: scope === undefined ? undefined : scopeTokens(scope),
      },
      caller.actOf(c),
    )
    if (created.kind !== 'created') throw refusalOf(created, 'The client was not made.')
    const body: components['schemas']['CreatedClient'] = {
      client: clientRecordView(created.client, clients.administration),
      ...(created.secret === undefined ? {} : { secret: created.secret }),
    }
    return c.json(body, 201)
  }
}

/** Shows a client, with the times of its secrets. */
export function getClient({ clients }: Parts): Operation<'getClient'> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const client = isClientId(id) ? await clients.store.find(id) : undefined
    if (client === undefined) throw notFound()
    return c.json(clientRecordView(client, clients.administration), 200)
  }
}

/**
 * Changes what a client may do, or disables it. A member that is absent stays, and null removes it (RFC
 * 7396).
 */
export function changeClient({ clients, caller }: Parts): Operation<'changeClient'> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const { grants, audiences, identifiers, auth_methods: authMethods, scope, jwks, disabled, ...members } = c.req.valid('json')
    const { assertion_audience: assertionAudience, assertion_max_seconds: assertionMaxSeconds } = members
    const wanted: WantedChange = {
      ...(grants && { grants }),
      ...(audiences && { audiences }),
      ...(identifiers && { identifiers }),
      ...(authMethods && { authMethods }),
      ...(scope !== undefined && { scope: scope === null ? 'of_user' : scopeTokens(scope) }),
      // The rules of clients decide whether these are keys.
      ...(jwks !== undefined && { jwks: jwks as Client['jwks'] }),
      ...(assertionAudience && { assertionAudience }),
      ...(assertionMaxSeconds !== undefined && { assertionMaxSeconds }),
      disabled,
    }
    if (!isClientId(id)) throw notFound()
    const changed = await clients.administration.change(id, wanted, caller.actOf(c))
    if (changed.kind !== 'changed') throw refusalOf(changed, 'The client was not changed.')
    return c.json(clientRecordView(changed.client, clients.administration), 200)
  }
}

/** Deletes a client for good, with its secrets. */
export function deleteClient({ clients, caller }: Parts): Operation<'deleteClient'> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const deleted = isClientId(id) && (await clients.store.delete(id, caller.actOf(c)))
    if (!deleted) throw notFound()
    return c.body(null, 204)
  }
}

/** Gives a client a new secret. Only this answer shows it. */
export function rotateClientSecret({ clients, caller }: Parts): Operation<'rotateClientSecret'> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const { expire_previous_seconds: previousSeconds = PREVIOUS_SECRET_SECONDS } = c.req.valid('json')
    if (!isClientId(id)) throw notFound()
    const rotated = await clients.administration.rotateSecret(id, previousSeconds, caller.actOf(c))
    if (rotated.kind !== 'rotated') throw refusalOf(rotated, 'The secret was not rotated.')
    const { secret, previousExpiresAtMs, displacedExpiresAtMs } = rotated
    const body: components['schemas']['RotatedSecret'] = {
      secret,
      previous_expires_at: dateTime(previousExpiresAtMs),
      ...(displacedExpiresAtMs === undefined ? {} : { displaced_expires_at: dateTime(displacedExpiresAtMs) }),
    }
    return c.json(body, 201)
  }
}
