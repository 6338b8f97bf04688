/**
 * The sections of RFCs that the prose of the contract cites. Each has its title, and the places that cite it.
 *
 * @module
 */
import type { Said } from './prose.ts'

interface Section {
  title: string
  at: readonly string[]
}

export const SECTIONS: Readonly<Record<string, Section>> = {
  'RFC 3339': {
    title: 'Date and Time on the Internet: Timestamps',
    at: ['paths//admin/events/get/parameters/5', 'paths//admin/events/get/parameters/6'],
  },
  'RFC 6585 §5': { title: '431 Request Header Fields Too Large', at: ['components/responses/HeadersTooLarge'] },
  'RFC 6749 §2': { title: 'Client Registration', at: ['components/schemas/Client'] },
  'RFC 6749 §2.1': { title: 'Client Types', at: ['components/schemas/Client/properties/confidential'] },
  'RFC 6749 §2.3': { title: 'Client Authentication', at: ['paths//token/post'] },
  'RFC 6749 §2.3.1': { title: 'Client Password', at: ['components/securitySchemes/clientBasic'] },
  'RFC 6749 §3.2': { title: 'Token Endpoint', at: ['paths//token/post', 'components/schemas/NoForm'] },
  'RFC 6749 §3.3': { title: 'Access Token Scope', at: ['components/schemas/Scope'] },
  'RFC 6749 §4.3': {
    title: 'Resource Owner Password Credentials Grant',
    at: ['components/securitySchemes/password', 'components/schemas/PasswordGrant'],
  },
  'RFC 6749 §4.4': {
    title: 'Client Credentials Grant',
    at: ['components/securitySchemes/clientCredentials', 'components/schemas/ClientCredentialsGrant'],
  },
  'RFC 6749 §5.1': {
    title: 'Successful Response',
    at: [
      'paths//token/post/responses/200',
      'paths//token/refresh/post/responses/200',
      'paths//login/post/responses/200',
      'components/headers/NoStore',
      'components/schemas/TokenResponse',
    ],
  },
  'RFC 6749 §5.2': {
    title: 'Error Response',
    at: [
      'paths//token/refresh/post/responses/400',
      'paths//token/refresh/post/responses/401',
      'components/responses/GrantRefused',
      'components/responses/CredentialsRefused',
      'components/responses/RequestRefused',
      'components/responses/ClientRefused',
      'components/schemas/OAuthError',
    ],
  },
  'RFC 6749 §6': { title: 'Refreshing an Access Token', at: ['paths//token/refresh/post', 'components/schemas/RefreshTokenGrant'] },
  'RFC 6750 §2.1': { title: 'Authorization Request Header Field', at: ['paths//protected/get', 'components/securitySchemes/bearer'] },
  'RFC 6750 §3': { title: 'The WWW-Authenticate Response Header Field', at: ['components/headers/Challenge'] },
  'RFC 6750 §3.1': {
    title: 'Error Codes',
    at: ['paths//secure-data/get', 'components/headers/ScopeChallenge', 'components/responses/Unauthenticated'],
  },
  'RFC 6901': { title: 'JSON Pointer', at: ['components/schemas/ProblemError/properties/pointer'] },
  'RFC 6797 §7.2': { title: 'HTTP Request Type', at: ['x-headers-of-every-answer/Strict-Transport-Security'] },
  'RFC 7009': { title: 'Token Revocation', at: ['paths//token/revoke/post'] },
  'RFC 7009 §2.1': { title: 'Revocation Request', at: ['components/schemas/RevocationRequest'] },
  'RFC 7009 §2.2': { title: 'Revocation Response', at: ['paths//token/revoke/post/responses/200'] },
  'RFC 7396': { title: 'JSON Merge Patch', at: ['paths//admin/users/{user_id}/patch', 'paths//admin/clients/{client_id}/patch'] },
  'RFC 7517 §4': { title: 'JSON Web Key (JWK) Format', at: ['components/schemas/Jwk'] },
  'RFC 7517 §5': {
    title: 'JWK Set Format',
    at: [
      'paths//.well-known/jwks.json/get',
      'components/schemas/ClientKeySet',
      'components/schemas/ClientChange/properties/jwks',
      'components/schemas/JwkSet',
    ],
  },
  'RFC 7519 §4.1.3': { title: '"aud" (Audience) Claim', at: ['components/schemas/Audience'] },
  'RFC 7523 §2.2': { title: 'Using JWTs for Client Authentication', at: ['components/schemas/ClientAssertionType'] },
  'RFC 7523 §3': { title: 'JWT Format and Processing Requirements', at: ['components/schemas/ClientAssertion'] },
  'RFC 7591 §2': { title: 'Client Metadata', at: ['components/schemas/AuthMethod'] },
  'RFC 7662': { title: 'Token Introspection', at: ['paths//token/introspect/post'] },
  'RFC 7662 §2.1': { title: 'Introspection Request', at: ['components/schemas/IntrospectionRequest'] },
  'RFC 7662 §2.2': {
    title: 'Introspection Response',
    at: ['paths//token/introspect/post/responses/200', 'components/schemas/ActiveAccessToken'],
  },
  'RFC 8414 §2': {
    title: 'Authorization Server Metadata',
    at: [
      'paths//.well-known/oauth-authorization-server/get',
      'components/schemas/AuthMethod',
      'components/schemas/AuthorizationServerMetadata',
    ],
  },
  'RFC 8707': { title: 'Resource Indicators', at: ['components/schemas/Client/properties/audiences'] },
  'RFC 8707 §2': { title: 'Resource Parameter', at: ['components/schemas/Resource'] },
  'RFC 9068': {
    title: 'JWT Profile for Access Tokens',
    at: ['components/securitySchemes/bearer', 'components/schemas/TokenResponse/properties/access_token'],
  },
  'RFC 9068 §2.2': { title: 'Data Structure', at: ['components/schemas/ActiveAccessToken'] },
  'RFC 9110 §8.8.3': { title: 'ETag', at: ['components/headers/ETag'] },
  'RFC 9110 §10.2.1': { title: 'Allow', at: ['components/headers/Allow'] },
  'RFC 9110 §10.2.3': { title: 'Retry-After', at: ['components/headers/RetryAfter'] },
  'RFC 9110 §11.6.1': { title: 'WWW-Authenticate', at: ['components/headers/Challenge'] },
  'RFC 9110 §15.4.4': { title: '303 See Other', at: ['paths///get/responses/303'] },
  'RFC 9110 §15.4.5': { title: '304 Not Modified', at: ['components/responses/NotModified', 'paths//docs/get/responses/304'] },
  'RFC 9110 §15.5.6': { title: '405 Method Not Allowed', at: ['components/responses/MethodNotAllowed'] },
  'RFC 9110 §15.5.9': { title: '408 Request Timeout', at: ['components/responses/RequestTimeout'] },
  'RFC 9110 §15.5.14': { title: '413 Content Too Large', at: ['components/responses/ContentTooLarge'] },
  'RFC 9112': { title: 'HTTP/1.1', at: ['components/responses/MalformedRequest'] },
  'RFC 9457': { title: 'Problem Details for HTTP APIs', at: ['components/schemas/Problem'] },
  'RFC 9700 §2.2.2': { title: 'Refresh Tokens', at: ['paths//token/refresh/post'] },
  'RFC 9700 §2.4': { title: 'Resource Owner Password Credentials Grant', at: ['components/schemas/PasswordGrant'] },
}

/** The same by place, for the check: the citations of each place in alphabetical order. */
export const CITATIONS: Said = byPlace(SECTIONS)

function byPlace(sections: typeof SECTIONS): Record<string, string[]> {
  const places = Object.entries(sections).flatMap(([citation, { at }]) => at.map((place) => [place, citation] as const))
  const cited: Record<string, string[]> = {}
  for (const [place, citation] of places) cited[place] = [...(cited[place] ?? []), citation].sort()
  return cited
}
