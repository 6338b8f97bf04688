// From openapi/openapi.yaml by scripts/generate-sdk-operations.ts; never edited.

export interface Operation {
  /** Whom a request speaks for: the person who is logged in, the client itself, or nobody. */
  readonly credentials: 'bearer' | 'client' | 'none'
  /** Whether its body is a form; else it is JSON. */
  readonly form?: true
  /** Whether it takes only a token that is for the service alone (`x-audience`). */
  readonly exclusive?: true
  /** The statuses that it declares. */
  readonly statuses: readonly number[]
}

/** Every operation of the contract, by method and path. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /token': { credentials: 'client', form: true, statuses: [200, 400, 401, 429, 503] },
  'POST /token/refresh': { credentials: 'client', form: true, statuses: [200, 400, 401, 403, 429, 503] },
  'POST /token/introspect': { credentials: 'client', form: true, statuses: [200, 400, 401, 429, 503] },
  'POST /token/revoke': { credentials: 'client', form: true, statuses: [200, 400, 401, 429, 503] },
  'POST /login': { credentials: 'none', statuses: [200, 400, 401, 403, 415, 422, 429, 503] },
  'POST /logout': { credentials: 'bearer', statuses: [204, 401, 403, 503] },
  'GET /protected': { credentials: 'bearer', statuses: [200, 401, 503] },
  'GET /secure-data': { credentials: 'bearer', statuses: [200, 401, 403, 503] },
  'GET /': { credentials: 'bearer', statuses: [200, 303, 401, 403, 503] },
  'GET /me': { credentials: 'bearer', statuses: [200, 401, 403, 503] },
  'PUT /me/password': { credentials: 'bearer', exclusive: true, statuses: [204, 400, 401, 403, 415, 422, 429, 503] },
  'GET /me/sessions': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 503] },
  'DELETE /me/sessions/{session_id}': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 503] },
  'POST /users': { credentials: 'none', statuses: [201, 400, 403, 409, 415, 422, 429, 503] },
  'POST /users/password': { credentials: 'none', statuses: [204, 400, 403, 415, 422, 429, 503] },
  'GET /admin/users': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 422, 503] },
  'POST /admin/users': { credentials: 'bearer', exclusive: true, statuses: [201, 400, 401, 403, 409, 415, 422, 503] },
  'GET /admin/users/{user_id}': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 404, 422, 503] },
  'PATCH /admin/users/{user_id}': { credentials: 'bearer', exclusive: true, statuses: [200, 400, 401, 403, 404, 415, 422, 503] },
  'DELETE /admin/users/{user_id}': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 422, 503] },
  'POST /admin/users/{user_id}/one-time-secret': { credentials: 'bearer', exclusive: true, statuses: [201, 400, 401, 403, 404, 415, 422, 503] },
  'DELETE /admin/users/{user_id}/sessions': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 422, 503] },
  'DELETE /admin/users/{user_id}/lockout': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 422, 503] },
  'GET /admin/clients': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 422, 503] },
  'POST /admin/clients': { credentials: 'bearer', exclusive: true, statuses: [201, 400, 401, 403, 409, 415, 422, 503] },
  'GET /admin/clients/{client_id}': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 404, 422, 503] },
  'PATCH /admin/clients/{client_id}': { credentials: 'bearer', exclusive: true, statuses: [200, 400, 401, 403, 404, 415, 422, 503] },
  'DELETE /admin/clients/{client_id}': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 422, 503] },
  'POST /admin/clients/{client_id}/secret': { credentials: 'bearer', exclusive: true, statuses: [201, 400, 401, 403, 404, 409, 415, 422, 503] },
  'GET /admin/keys': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 422, 503] },
  'POST /admin/keys/rotate': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 409, 422, 503] },
  'DELETE /admin/keys/{kid}': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 422, 503] },
  'GET /admin/sessions': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 422, 503] },
  'DELETE /admin/sessions/{session_id}': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 422, 503] },
  'GET /admin/throttle': { credentials: 'bearer', exclusive: true, statuses: [200, 401, 403, 422, 503] },
  'DELETE /admin/throttle/{address_id}': { credentials: 'bearer', exclusive: true, statuses: [204, 401, 403, 404, 422, 503] },
  'GET /admin/events': { credentials: 'bearer', exclusive: true, statuses: [200, 400, 401, 403, 422, 503] },
  'GET /.well-known/jwks.json': { credentials: 'none', statuses: [200, 503] },
  'GET /.well-known/oauth-authorization-server': { credentials: 'none', statuses: [200] },
  'GET /openapi.json': { credentials: 'none', statuses: [200] },
  'GET /openapi.yaml': { credentials: 'none', statuses: [200] },
  'GET /docs': { credentials: 'none', statuses: [200, 304, 404] },
  'GET /docs/{asset}': { credentials: 'none', statuses: [200, 304, 404] },
  'GET /livez': { credentials: 'none', statuses: [200] },
  'GET /readyz': { credentials: 'none', statuses: [200, 503] },
}
