// From openapi/openapi.yaml by scripts/generate-routes.ts; never edited.
import { createRoute } from '@hono/zod-openapi'
import {
  zAccount,
  zAuthorizationServerMetadata,
  zChangePasswordBody,
  zEndSessionPath,
  zHealth,
  zIntrospectTokenBody,
  zIntrospection,
  zIssueTokenBody,
  zIssueTokenHeaders,
  zJwkSet,
  zLogInBody,
  zOAuthError,
  zOpenapiDocument,
  zOpenapiText,
  zProblem,
  zProtectedMessage,
  zRefreshTokenBody,
  zRefreshTokenHeaders,
  zRegisterUserBody,
  zRegisteredAccount,
  zResetPasswordBody,
  zRevokeTokenBody,
  zRootUser,
  zSecureData,
  zSessionList,
  zTokenResponse,
} from './zod.gen.ts'

export const issueToken = createRoute({
  operationId: 'issueToken',
  method: 'post',
  path: '/token',
  security: [{ clientBasic: [] }, {}],
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
  security: [{ bearer: [] }, { clientBasic: [] }, {}],
  request: {
    headers: zRefreshTokenHeaders,
    body: { required: false, content: { 'application/x-www-form-urlencoded': { schema: zRefreshTokenBody } } },
  },
  responses: {
    200: { description: '', content: { 'application/json': { schema: zTokenResponse } } },
    400: { description: '', content: { 'application/json': { schema: zOAuthError }, 'application/problem+json': { schema: zProblem } } },
    401: { description: '', content: { 'application/json': { schema: zOAuthError }, 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    429: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const introspectToken = createRoute({
  operationId: 'introspectToken',
  method: 'post',
  path: '/token/introspect',
  security: [{ clientBasic: [] }, {}],
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
  security: [{ clientBasic: [] }, {}],
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
  security: [{ bearer: [] }],
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
  security: [{ bearer: [] }],
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
  security: [{ bearer: ['data:read'] }],
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
  security: [{ bearer: [] }],
  responses: {
    200: { description: '', content: { 'application/json': { schema: zRootUser } } },
    401: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    403: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
    503: { description: '', content: { 'application/problem+json': { schema: zProblem } } },
  },
})

export const getMe = createRoute({
  operationId: 'getMe',
  method: 'get',
  path: '/me',
  security: [{ bearer: [] }],
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
  security: [{ bearer: [] }],
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
  security: [{ bearer: [] }],
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
  security: [{ bearer: [] }],
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
  getJwks,
  getAuthorizationServerMetadata,
  getOpenapiJson,
  getOpenapiYaml,
  getLivez,
  getReadyz,
}
