// From openapi/openapi.yaml by scripts/generate-sdk-calls.ts; never edited.

import type { CallArguments, CallResult } from '../call.ts'
import type { operations } from '../contract.ts'

type Sent<Id extends keyof operations> = CallArguments<operations[Id]>
type Got<Id extends keyof operations> = Promise<CallResult<operations[Id]>>

/** The operations of the contract by method and path, as it describes them. */
export interface Calls {
  get: {
    /**
     * A route that needs an access token: `GET /protected`.
     *
     * RFC 6750 §2.1. The audience of the token must contain the issuer.
     *
     * - 200: The token is good.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/protected', ...options: Sent<'getProtected'>): Got<'getProtected'>
    /**
     * A route that needs the scope data:read: `GET /secure-data`.
     *
     * RFC 6750 §3.1 for the refusals.
     *
     * - 200: The user or the service that the token was issued for.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/secure-data', ...options: Sent<'getSecureData'>): Got<'getSecureData'>
    /**
     * The user of the token: `GET /`.
     *
     * The body is that of the FastAPI tutorials. If the docs page is on, a request without credentials that prefers `text/html`, as
     * a browser sends it, is redirected there.
     *
     * - 200: The person.
     * - 303: The page for browsers (RFC 9110 §15.4.4).
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/', ...options: Sent<'getRoot'>): Got<'getRoot'>
    /**
     * The caller's account: `GET /me`.
     *
     * The audience of the token must contain the issuer.
     *
     * - 200: The account.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/me', ...options: Sent<'getMe'>): Got<'getMe'>
    /**
     * The caller's live sessions: `GET /me/sessions`.
     *
     * The most recently used first. The audience of the token must be the issuer and nothing else.
     *
     * - 200: The sessions.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/me/sessions', ...options: Sent<'listSessions'>): Got<'listSessions'>
    /**
     * The accounts, by name: `GET /admin/users`.
     *
     * The audience of the token must be the issuer and nothing else.
     *
     * - 200: A page of them.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users', ...options: Sent<'listUsers'>): Got<'listUsers'>
    /**
     * An account: `GET /admin/users/{user_id}`.
     *
     * The audience of the token must be the issuer and nothing else.
     *
     * - 200: The account as it now is.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users/{user_id}', ...options: Sent<'getUser'>): Got<'getUser'>
    /**
     * The registered clients, by id: `GET /admin/clients`.
     *
     * The built-in client `default` is not among them. The audience of the token must be the issuer and nothing else.
     *
     * - 200: A page of them, without the times of their secrets.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/clients', ...options: Sent<'listClients'>): Got<'listClients'>
    /**
     * A client: `GET /admin/clients/{client_id}`.
     *
     * With the times of its secrets, but not the secrets. The audience of the token must be the issuer and nothing else.
     *
     * - 200: The client as it now is.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/clients/{client_id}', ...options: Sent<'getClient'>): Got<'getClient'>
    /**
     * The signing keys: `GET /admin/keys`.
     *
     * In the order of publication, without the private parts. The audience of the token must be the issuer and nothing else.
     *
     * - 200: The keys as they now are.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/keys', ...options: Sent<'listKeys'>): Got<'listKeys'>
    /**
     * The live sessions: `GET /admin/sessions`.
     *
     * Of one user, of one client, or of all, by id. The audience of the token must be the issuer and nothing else.
     *
     * - 200: A page of them.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/sessions', ...options: Sent<'listAllSessions'>): Got<'listAllSessions'>
    /**
     * The addresses that sent too many wrong passwords: `GET /admin/throttle`.
     *
     * Those that were locked within the last day and are not unlocked, by id. The list is empty if the throttle is off. The audience of the
     * token must be the issuer and nothing else.
     *
     * - 200: A page of them.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/throttle', ...options: Sent<'listThrottle'>): Got<'listThrottle'>
    /**
     * The audit trail: `GET /admin/events`.
     *
     * The newest first, by `at`. Several parameters narrow it together. The audience of the token must be the issuer and nothing else.
     *
     * `Accept: application/x-ndjson` gets everything up to now as lines of JSON, and `Accept: text/event-stream` what comes from now on as
     * server-sent events. Both have the oldest first, in the order of the commits, and no `limit`. To go on, give a cursor of theirs as
     * `after` or `Last-Event-ID`. A stream ends with its token and its session.
     *
     * - 200: A page of it.
     * - 400: A header is malformed.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/events', ...options: Sent<'listEvents'>): Got<'listEvents'>
    /**
     * The public keys: `GET /.well-known/jwks.json`.
     *
     * A JWK Set (RFC 7517 §5). It holds the key that signs, the next one, and those whose tokens may still be alive.
     *
     * - 200: The keys.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/.well-known/jwks.json', ...options: Sent<'getJwks'>): Got<'getJwks'>
    /**
     * What this authorization server offers: `GET /.well-known/oauth-authorization-server`.
     *
     * RFC 8414 §2. It names the issuer as configured, whatever Host was asked for.
     *
     * - 200: The metadata.
     */
    (path: '/.well-known/oauth-authorization-server', ...options: Sent<'getAuthorizationServerMetadata'>): Got<'getAuthorizationServerMetadata'>
    /**
     * This contract, as JSON: `GET /openapi.json`.
     *
     * OpenAPI 3.1, the same document as `/openapi.yaml`, with the URL of this service in `servers`, `tokenUrl` and `refreshUrl`.
     *
     * - 200: The contract.
     */
    (path: '/openapi.json', ...options: Sent<'getOpenapiJson'>): Got<'getOpenapiJson'>
    /**
     * This contract, as YAML: `GET /openapi.yaml`.
     *
     * OpenAPI 3.1, as it is written. Its URLs are relative to this service.
     *
     * - 200: The contract.
     */
    (path: '/openapi.yaml', ...options: Sent<'getOpenapiYaml'>): Got<'getOpenapiYaml'>
    /**
     * A page to read and try this contract: `GET /docs`.
     *
     * Swagger UI, served from here alone. On in `dev`, elsewhere by `MINTMARK_DOCS=on`.
     *
     * - 200: The page.
     * - 304: What `If-None-Match` names is still what there is (RFC 9110 §15.4.5).
     * - 404: It does not exist, or it is not the caller's.
     */
    (path: '/docs', ...options: Sent<'getDocs'>): Got<'getDocs'>
    /**
     * A file of the docs page: `GET /docs/{asset}`.
     *
     * One of a closed list.
     *
     * - 200: The file.
     * - 304: What `If-None-Match` names is still what there is (RFC 9110 §15.4.5).
     * - 404: It does not exist, or it is not the caller's.
     */
    (path: '/docs/{asset}', ...options: Sent<'getDocsAsset'>): Got<'getDocsAsset'>
    /**
     * Is the process alive?: `GET /livez`.
     *
     * Asks nothing of the database.
     *
     * - 200: It is.
     */
    (path: '/livez', ...options: Sent<'getLivez'>): Got<'getLivez'>
    /**
     * Can it serve?: `GET /readyz`.
     *
     * Asks the database.
     *
     * - 200: It is.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/readyz', ...options: Sent<'getReadyz'>): Got<'getReadyz'>
  }
  post: {
    /**
     * Check whether a token is alive, and read it: `POST /token/introspect`.
     *
     * RFC 7662. For confidential clients only. A client can ask about the tokens that were issued to it, and about access tokens
     * whose audience is one of its identifiers. For any other token, and for a dead one, the answer is `{"active":false}`. An access
     * token is dead from its `exp` on, to the second.
     *
     * - 200: What is known of the token (RFC 7662 §2.2).
     * - 400: The request is malformed (RFC 6749 §5.2).
     * - 401: The client is unknown, did not authenticate, or is not allowed to ask this (RFC 6749 §5.2).
     * - 429: Too many tries from this address. Wait as long as `Retry-After` says.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/token/introspect', ...options: Sent<'introspectToken'>): Got<'introspectToken'>
    /**
     * Sign up: `POST /users`.
     *
     * Only if registration is open (`MINTMARK_REGISTRATION=open`). The user can log in at once.
     *
     * - 201: The account.
     * - 400: The body is not JSON in UTF-8.
     * - 403: Registration is closed.
     * - 409: The username is taken.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema or a rule; `errors` says where.
     * - 429: Too many tries from this address. Wait as long as `Retry-After` says.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/users', ...options: Sent<'registerUser'>): Got<'registerUser'>
    /**
     * Set a new password with a one-time secret: `POST /users/password`.
     *
     * An operator makes the secret (`users passwd NAME --one-time`). It works once, until it expires or a newer one is made, and every
     * session of the account ends. If the secret is right and the new password is refused, the answer says why, and the secret still works.
     *
     * - 204: Done.
     * - 400: The body is not JSON in UTF-8.
     * - 403: The secret is wrong, expired or used, or no such user exists, or the user is disabled. The answer does not say which.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema, or the new password breaks a rule; `errors` says which.
     * - 429: Too many tries from this address. Wait as long as `Retry-After` says.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/users/password', ...options: Sent<'resetPassword'>): Got<'resetPassword'>
    /**
     * Make an account: `POST /admin/users`.
     *
     * Without a `password` nobody can log in yet. The answer then has a one-time secret, which is shown only here; with it the user sets a
     * password (`POST /users/password`). Both are made or neither. If the answer was lost, a retry that is refused with 409 says that the
     * account was made: `POST /admin/users/{user_id}/one-time-secret` makes another secret.
     *
     * - 201: The account.
     * - 400: The body is not JSON in UTF-8.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 409: Another account has this username.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema or a rule; `errors` says where.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users', ...options: Sent<'createUser'>): Got<'createUser'>
    /**
     * Reset the password of an account: `POST /admin/users/{user_id}/one-time-secret`.
     *
     * The old password stops working and every session of the account ends at once. The answer has a secret, which is shown only here and works
     * for one day, unless the body says otherwise; with it the user sets a new password (`POST /users/password`).
     *
     * - 201: The secret.
     * - 400: The body is not JSON in UTF-8.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema or a rule; `errors` says where.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users/{user_id}/one-time-secret', ...options: Sent<'issueOneTimeSecret'>): Got<'issueOneTimeSecret'>
    /**
     * Register a client: `POST /admin/clients`.
     *
     * The defaults: a service for itself (`client_credentials`, a secret, no scope); or, if `confidential` is false, a front end that logs people
     * in (`password`, `refresh_token`, the scope of the user). The secret is shown only here.
     *
     * - 201: The client.
     * - 400: The body is not JSON in UTF-8.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 409: Another client has this id.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema or a rule; `errors` says where.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/clients', ...options: Sent<'createClient'>): Got<'createClient'>
    /**
     * Give a client a new secret: `POST /admin/clients/{client_id}/secret`.
     *
     * The new secret is shown only here. The newest of the older secrets still works for a time, so that no request is refused during the change. Any
     * other ends at once, even before its own time is over: then `displaced_expires_at` says until when it would have worked. So two rotations in a row
     * end the secret that was in use before the first.
     *
     * - 201: The secret.
     * - 400: The body is not JSON in UTF-8.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 409: The client does not authenticate by a secret.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema; `errors` says where.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/clients/{client_id}/secret', ...options: Sent<'rotateClientSecret'>): Got<'rotateClientSecret'>
    /**
     * Sign with the next key from now on: `POST /admin/keys/rotate`.
     *
     * A new next key is published. The old key verifies until its last token has expired. The next key must have been published for 24 hours,
     * because verifiers cache the key set.
     *
     * - 200: The keys as they now are.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 409: The next key has not been published long enough; `detail` says when it has.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/keys/rotate', ...options: Sent<'rotateKeys'>): Got<'rotateKeys'>
  }
  put: {
    /**
     * Change the password: `PUT /me/password`.
     *
     * Needs the current password. Every other session of the account ends in the same transaction; the caller's own session
     * continues. The audience of the token must be the issuer and nothing else.
     *
     * - 204: Done.
     * - 400: The body is not JSON in UTF-8.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema, or the new password breaks a rule; `errors` says which.
     * - 429: Too many tries from this address. Wait as long as `Retry-After` says.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/me/password', ...options: Sent<'changePassword'>): Got<'changePassword'>
  }
  patch: {
    /**
     * Change the scope of an account, or disable or enable it: `PATCH /admin/users/{user_id}`.
     *
     * Members that are absent stay as they are (RFC 7396). Disabling an account ends its sessions at once; enabling it does not bring them
     * back. Scope that you take away opens no operation of this service from the next request on; other services see it in the access
     * tokens that are out until those expire.
     *
     * - 200: The account as it now is.
     * - 400: The body is not JSON in UTF-8.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema or a rule; `errors` says where.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users/{user_id}', ...options: Sent<'changeUser'>): Got<'changeUser'>
    /**
     * Change a client: `PATCH /admin/clients/{client_id}`.
     *
     * Members that are absent stay as they are, and null removes one (RFC 7396). A disabled client gets no token; its tokens and sessions
     * end at once, and enabling it does not bring them back. Scope that you take away opens no operation of this service from the next
     * request on; other services see it in the access tokens that are out until those expire.
     *
     * - 200: The client as it now is.
     * - 400: The body is not JSON in UTF-8.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 415: The body is not of a media type that the operation takes.
     * - 422: The JSON breaks its schema or a rule; `errors` says where.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/clients/{client_id}', ...options: Sent<'changeClient'>): Got<'changeClient'>
  }
  delete: {
    /**
     * End one of the caller's sessions: `DELETE /me/sessions/{session_id}`.
     *
     * The audience of the token must be the issuer and nothing else.
     *
     * - 204: Done.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/me/sessions/{session_id}', ...options: Sent<'endSession'>): Got<'endSession'>
    /**
     * Delete an account: `DELETE /admin/users/{user_id}`.
     *
     * Permanently, with its sessions. The name can be used again, the id never.
     *
     * - 204: Done.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users/{user_id}', ...options: Sent<'deleteUser'>): Got<'deleteUser'>
    /**
     * End every session of an account: `DELETE /admin/users/{user_id}/sessions`.
     *
     * At once, with their access tokens. A login that is in progress is ended too.
     *
     * - 204: Done.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users/{user_id}/sessions', ...options: Sent<'revokeUserSessions'>): Got<'revokeUserSessions'>
    /**
     * Forget the wrong passwords of an account: `DELETE /admin/users/{user_id}/lockout`.
     *
     * From every address. The next login is tried at once, also where the account was locked.
     *
     * - 204: Nothing is counted against the account any more.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/users/{user_id}/lockout', ...options: Sent<'unlockUser'>): Got<'unlockUser'>
    /**
     * Delete a client: `DELETE /admin/clients/{client_id}`.
     *
     * Permanently, with its secrets. Its tokens and sessions end at once.
     *
     * - 204: Done.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/clients/{client_id}', ...options: Sent<'deleteClient'>): Got<'deleteClient'>
    /**
     * Remove a leaked key: `DELETE /admin/keys/{kid}`.
     *
     * At once, with every access token that it signed, also the token of this request. Sessions continue, and a refresh brings a new token. If it
     * was the current key, the next key takes over. Other services refuse the old tokens when they fetch the key set again.
     *
     * - 204: Done.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/keys/{kid}', ...options: Sent<'revokeKey'>): Got<'revokeKey'>
    /**
     * End a session: `DELETE /admin/sessions/{session_id}`.
     *
     * At once, with its access tokens and its refresh token.
     *
     * - 204: Done.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/sessions/{session_id}', ...options: Sent<'revokeSession'>): Got<'revokeSession'>
    /**
     * Forget the wrong passwords of an address: `DELETE /admin/throttle/{address_id}`.
     *
     * The next login from there is tried at once. Accounts that were locked by the same wrong passwords stay locked:
     * `DELETE /admin/users/{user_id}/lockout` unlocks one.
     *
     * - 204: Nothing is counted against the address any more.
     * - 401: There is no token, or it is not good (RFC 6750 §3.1).
     * - 403: The token, or the configuration of this service, does not allow it.
     * - 404: It does not exist, or it is not the caller's.
     * - 422: A parameter of the query breaks its schema, or the operation has none of that name; `errors` says which.
     * - 503: The service cannot answer now; nothing was lost. Try again after `Retry-After`.
     */
    (path: '/admin/throttle/{address_id}', ...options: Sent<'unlockAddress'>): Got<'unlockAddress'>
  }
}
