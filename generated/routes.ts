// From openapi/openapi.yaml by scripts/generate-routes.ts; never edited.
import { createRoute, z } from '@hono/zod-openapi'
import {
  zAccount,
  zAdminSessionList,
  zAuthorizationServerMetadata,
  zChangeClientBody,
  zChangeClientPath,
  zChangePasswordBody,
  zChangeUserBody,
  zChangeUserPath,
  zClient,
  zClientList,
  zCreateClientBody,
  zCreateUserBody,
  zCreatedClient,
  zCreatedUser,
  zDeleteClientPath,
  zDeleteUserPath,
  zDocsText,
  zEndSessionPath,
  zEventLines,
  zEventList,
  zEventStream,
  zGetClientPath,
  zGetDocsAssetPath,
  zGetUserPath,
  zHealth,
  zIntrospectTokenBody,
  zIntrospection,
  zIssueOneTimeSecretBody,
  zIssueOneTimeSecretPath,
  zIssueTokenBody,
  zIssueTokenHeaders,
  zJwkSet,
  zListAllSessionsQuery,
  zListClientsQuery,
  zListEventsHeaders,
  zListEventsQuery,
  zListThrottleQuery,
  zListUsersQuery,
  zLogInBody,
  zOAuthError,
  zOneTimeSecret,
  zOpenapiDocument,
  zOpenapiText,
  zProblem,
  zProtectedMessage,
  zRefreshRefusal,
  zRefreshTokenBody,
  zRefreshTokenHeaders,
  zRegisterUserBody,
  zRegisteredAccount,
  zResetPasswordBody,
  zRevokeKeyPath,
  zRevokeSessionPath,
  zRevokeTokenBody,
  zRevokeUserSessionsPath,
  zRootUser,
  zRotateClientSecretBody,
  zRotateClientSecretPath,
  zRotatedSecret,
  zSecureData,
  zSessionList,
  zSigningKeyList,
  zThrottleList,
  zTokenResponse,
  zUnlockAddressPath,
  zUnlockUserPath,
  zUser,
  zUserList,
} from './zod.gen.ts'

/** Digits become a number; anything else is left for the schema to refuse. */
const integer = <S extends z.ZodType>(schema: S) =>
  z.preprocess((text) => (typeof text === 'string' && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text), schema)

export const issueToken = createRoute({
  operationId: 'issueToken',
  method: 'post',
  path: '/token',
  security: [{}, { clientBasic: [] }],
  request: {
    headers: zIssueTokenHeaders,
    body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: zIssueTokenBody } } },
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zTokenResponse } } },
    400: { description: '', content: { 'application/json': { schema: zOAuthError } } },
    401: { description: '', content: { 'application/json': { schema: zOAuthError } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const refreshToken = createRoute({
  operationId: 'refreshToken',
  method: 'post',
  path: '/token/refresh',
  security: [{}, { clientBasic: [] }, { password: [] }, { bearer: [] }],
  request: {
    headers: zRefreshTokenHeaders,
    body: { required: false, content: { 'application/x-www-form-urlencoded': { schema: zRefreshTokenBody } } },
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zTokenResponse } } },
    400: { description: '', content: { 'application/json': { schema: zRefreshRefusal }, 'application/problem+json': { schema: zRefreshRefusal } } },
    401: { description: '', content: { 'application/json': { schema: zRefreshRefusal }, 'application/problem+json': { schema: zRefreshRefusal } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const introspectToken = createRoute({
  operationId: 'introspectToken',
  method: 'post',
  path: '/token/introspect',
  security: [{}, { clientBasic: [] }],
  request: {
    body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: zIntrospectTokenBody } } },
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zIntrospection } } },
    400: { description: '', content: { 'application/json': { schema: zOAuthError } } },
    401: { description: '', content: { 'application/json': { schema: zOAuthError } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const revokeToken = createRoute({
  operationId: 'revokeToken',
  method: 'post',
  path: '/token/revoke',
  security: [{}, { clientBasic: [] }],
  request: {
    body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: zRevokeTokenBody } } },
  },
  responses: {
    200: { description: '' },
    400: { description: '', content: { 'application/json': { schema: zOAuthError } } },
    401: { description: '', content: { 'application/json': { schema: zOAuthError } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const logIn = createRoute({
  operationId: 'logIn',
  method: 'post',
  path: '/login',
  security: [],
  request: {
    body: { required: true, content: { 'application/json': { schema: zLogInBody } } },
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zTokenResponse } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const logOut = createRoute({
  operationId: 'logOut',
  method: 'post',
  path: '/logout',
  security: [{ password: [] }, { bearer: [] }],
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getProtected = createRoute({
  operationId: 'getProtected',
  method: 'get',
  path: '/protected',
  security: [{ password: [] }, { clientCredentials: [] }, { bearer: [] }],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zProtectedMessage } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getSecureData = createRoute({
  operationId: 'getSecureData',
  method: 'get',
  path: '/secure-data',
  security: [{ password: ['data:read'] }, { clientCredentials: ['data:read'] }, { bearer: ['data:read'] }],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zSecureData } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getRoot = createRoute({
  operationId: 'getRoot',
  method: 'get',
  path: '/',
  security: [{ password: [] }, { bearer: [] }],
  'x-page': '/docs',
  responses: {
    200: { description: '', content: { 'application/json': { schema: zRootUser } } },
    303: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getMe = createRoute({
  operationId: 'getMe',
  method: 'get',
  path: '/me',
  security: [{ password: [] }, { bearer: [] }],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zAccount } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const changePassword = createRoute({
  operationId: 'changePassword',
  method: 'put',
  path: '/me/password',
  security: [{ password: [] }, { bearer: [] }],
  'x-audience': 'exclusive',
  request: {
    body: { required: true, content: { 'application/json': { schema: zChangePasswordBody } } },
  },
  responses: {
    204: { description: '' },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const listSessions = createRoute({
  operationId: 'listSessions',
  method: 'get',
  path: '/me/sessions',
  security: [{ password: [] }, { bearer: [] }],
  'x-audience': 'exclusive',
  responses: {
    200: { description: '', content: { 'application/json': { schema: zSessionList } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const endSession = createRoute({
  operationId: 'endSession',
  method: 'delete',
  path: '/me/sessions/{session_id}',
  security: [{ password: [] }, { bearer: [] }],
  'x-audience': 'exclusive',
  request: {
    params: zEndSessionPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const registerUser = createRoute({
  operationId: 'registerUser',
  method: 'post',
  path: '/users',
  security: [],
  request: {
    body: { required: true, content: { 'application/json': { schema: zRegisterUserBody } } },
  },
  responses: {
    201: { description: '', content: { 'application/json': { schema: zRegisteredAccount } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    409: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const resetPassword = createRoute({
  operationId: 'resetPassword',
  method: 'post',
  path: '/users/password',
  security: [],
  request: {
    body: { required: true, content: { 'application/json': { schema: zResetPasswordBody } } },
  },
  responses: {
    204: { description: '' },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const listUsers = createRoute({
  operationId: 'listUsers',
  method: 'get',
  path: '/admin/users',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    query: zListUsersQuery.extend({ limit: integer(zListUsersQuery.shape.limit) }),
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zUserList } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const createUser = createRoute({
  operationId: 'createUser',
  method: 'post',
  path: '/admin/users',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    body: { required: true, content: { 'application/json': { schema: zCreateUserBody.strict() } } },
  },
  responses: {
    201: { description: '', content: { 'application/json': { schema: zCreatedUser } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    409: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getUser = createRoute({
  operationId: 'getUser',
  method: 'get',
  path: '/admin/users/{user_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zGetUserPath,
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zUser } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const changeUser = createRoute({
  operationId: 'changeUser',
  method: 'patch',
  path: '/admin/users/{user_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zChangeUserPath,
    body: { required: true, content: { 'application/json': { schema: zChangeUserBody.strict() } } },
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zUser } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const deleteUser = createRoute({
  operationId: 'deleteUser',
  method: 'delete',
  path: '/admin/users/{user_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zDeleteUserPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const issueOneTimeSecret = createRoute({
  operationId: 'issueOneTimeSecret',
  method: 'post',
  path: '/admin/users/{user_id}/one-time-secret',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zIssueOneTimeSecretPath,
    body: { required: false, content: { 'application/json': { schema: zIssueOneTimeSecretBody.strict() } } },
  },
  responses: {
    201: { description: '', content: { 'application/json': { schema: zOneTimeSecret } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const revokeUserSessions = createRoute({
  operationId: 'revokeUserSessions',
  method: 'delete',
  path: '/admin/users/{user_id}/sessions',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zRevokeUserSessionsPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const unlockUser = createRoute({
  operationId: 'unlockUser',
  method: 'delete',
  path: '/admin/users/{user_id}/lockout',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zUnlockUserPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const listClients = createRoute({
  operationId: 'listClients',
  method: 'get',
  path: '/admin/clients',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    query: zListClientsQuery.extend({ limit: integer(zListClientsQuery.shape.limit) }),
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zClientList } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const createClient = createRoute({
  operationId: 'createClient',
  method: 'post',
  path: '/admin/clients',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    body: { required: true, content: { 'application/json': { schema: zCreateClientBody.strict() } } },
  },
  responses: {
    201: { description: '', content: { 'application/json': { schema: zCreatedClient } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    409: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getClient = createRoute({
  operationId: 'getClient',
  method: 'get',
  path: '/admin/clients/{client_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zGetClientPath,
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zClient } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const changeClient = createRoute({
  operationId: 'changeClient',
  method: 'patch',
  path: '/admin/clients/{client_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zChangeClientPath,
    body: { required: true, content: { 'application/json': { schema: zChangeClientBody.strict() } } },
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zClient } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const deleteClient = createRoute({
  operationId: 'deleteClient',
  method: 'delete',
  path: '/admin/clients/{client_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zDeleteClientPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const rotateClientSecret = createRoute({
  operationId: 'rotateClientSecret',
  method: 'post',
  path: '/admin/clients/{client_id}/secret',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zRotateClientSecretPath,
    body: { required: true, content: { 'application/json': { schema: zRotateClientSecretBody.strict() } } },
  },
  responses: {
    201: { description: '', content: { 'application/json': { schema: zRotatedSecret } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    409: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    415: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const listKeys = createRoute({
  operationId: 'listKeys',
  method: 'get',
  path: '/admin/keys',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  responses: {
    200: { description: '', content: { 'application/json': { schema: zSigningKeyList } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const rotateKeys = createRoute({
  operationId: 'rotateKeys',
  method: 'post',
  path: '/admin/keys/rotate',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  responses: {
    200: { description: '', content: { 'application/json': { schema: zSigningKeyList } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    409: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const revokeKey = createRoute({
  operationId: 'revokeKey',
  method: 'delete',
  path: '/admin/keys/{kid}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zRevokeKeyPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const listAllSessions = createRoute({
  operationId: 'listAllSessions',
  method: 'get',
  path: '/admin/sessions',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    query: zListAllSessionsQuery.extend({ limit: integer(zListAllSessionsQuery.shape.limit) }),
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zAdminSessionList } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const revokeSession = createRoute({
  operationId: 'revokeSession',
  method: 'delete',
  path: '/admin/sessions/{session_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zRevokeSessionPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const listThrottle = createRoute({
  operationId: 'listThrottle',
  method: 'get',
  path: '/admin/throttle',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    query: zListThrottleQuery.extend({ limit: integer(zListThrottleQuery.shape.limit) }),
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zThrottleList } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const unlockAddress = createRoute({
  operationId: 'unlockAddress',
  method: 'delete',
  path: '/admin/throttle/{address_id}',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    params: zUnlockAddressPath,
  },
  responses: {
    204: { description: '' },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const listEvents = createRoute({
  operationId: 'listEvents',
  method: 'get',
  path: '/admin/events',
  security: [{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }],
  'x-audience': 'exclusive',
  request: {
    query: zListEventsQuery.extend({ limit: integer(zListEventsQuery.shape.limit) }),
    headers: zListEventsHeaders,
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zEventList }, 'application/x-ndjson': { schema: zEventLines }, 'text/event-stream': { schema: zEventStream } } },
    400: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    422: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getJwks = createRoute({
  operationId: 'getJwks',
  method: 'get',
  path: '/.well-known/jwks.json',
  security: [],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zJwkSet } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getAuthorizationServerMetadata = createRoute({
  operationId: 'getAuthorizationServerMetadata',
  method: 'get',
  path: '/.well-known/oauth-authorization-server',
  security: [],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zAuthorizationServerMetadata } } },
  },
})

export const getOpenapiJson = createRoute({
  operationId: 'getOpenapiJson',
  method: 'get',
  path: '/openapi.json',
  security: [],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zOpenapiDocument } } },
  },
})

export const getOpenapiYaml = createRoute({
  operationId: 'getOpenapiYaml',
  method: 'get',
  path: '/openapi.yaml',
  security: [],
  responses: {
    200: { description: '', content: { 'application/yaml': { schema: zOpenapiText } } },
  },
})

export const getDocs = createRoute({
  operationId: 'getDocs',
  method: 'get',
  path: '/docs',
  security: [],
  responses: {
    200: { description: '', content: { 'text/html': { schema: zDocsText } } },
    304: { description: '' },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getDocsAsset = createRoute({
  operationId: 'getDocsAsset',
  method: 'get',
  path: '/docs/{asset}',
  security: [],
  request: {
    params: zGetDocsAssetPath,
  },
  responses: {
    200: { description: '', content: { 'text/javascript': { schema: zDocsText }, 'text/css': { schema: zDocsText }, 'image/svg+xml': { schema: zDocsText } } },
    304: { description: '' },
    404: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getLivez = createRoute({
  operationId: 'getLivez',
  method: 'get',
  path: '/livez',
  security: [],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zHealth } } },
  },
})

export const getReadyz = createRoute({
  operationId: 'getReadyz',
  method: 'get',
  path: '/readyz',
  security: [],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zHealth } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

/** Every operation of the contract, in its order. */
export const routes = {
  issueToken,
  refreshToken,
  introspectToken,
  revokeToken,
  logIn,
  logOut,
  getProtected,
  getSecureData,
  getRoot,
  getMe,
  changePassword,
  listSessions,
  endSession,
  registerUser,
  resetPassword,
  listUsers,
  createUser,
  getUser,
  changeUser,
  deleteUser,
  issueOneTimeSecret,
  revokeUserSessions,
  unlockUser,
  listClients,
  createClient,
  getClient,
  changeClient,
  deleteClient,
  rotateClientSecret,
  listKeys,
  rotateKeys,
  revokeKey,
  listAllSessions,
  revokeSession,
  listThrottle,
  unlockAddress,
  listEvents,
  getJwks,
  getAuthorizationServerMetadata,
  getOpenapiJson,
  getOpenapiYaml,
  getDocs,
  getDocsAsset,
  getLivez,
  getReadyz,
}
