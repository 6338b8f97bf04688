import { ASSERTION_AUDIENCES, LEAST_ASSERTION_MAX_SECONDS, MOST_ASSERTION_MAX_SECONDS } from './assertion-claims.ts'
import { isAudienceIdentifier, namesIssuer } from './audience-identifier.ts'
import { AUTH_METHODS, type Client, clientIdProblem, GRANT_TYPES } from './client.ts'
import { jwksProblem } from './client-keys.ts'
import { scopeProblem } from './scope-token.ts'

/** The members of a client that somebody chooses. */
export type ClientDescription = Omit<Client, 'epoch' | 'createdAtMs' | 'disabledAtMs'>

/** What is wrong with a member of a client: `The <member> <problem>.` */
export interface ClientProblem {
  member: keyof ClientDescription | 'secret'
  problem: string
}

/** Why a client was not registered or changed. Nothing was written then. */
export type ClientRejection =
  /** It breaks rules. All problems are listed. */
  | { kind: 'unacceptable'; problems: ClientProblem[] }
  /** Another client has the id. */
  | { kind: 'taken'; member: 'id' }
  /** The client does not exist. */
  | { kind: 'unknown' }
  /** It does not authenticate by a secret. */
  | { kind: 'takes_no_secret' }

/** The rejections of the given kinds. */
export type Rejected<Kind extends ClientRejection['kind']> = { [K in Kind]: Extract<ClientRejection, { kind: K }> & { kind: K } }[Kind]

const MAX_NAMES = 20
/** The token of a person carries all audiences of its client, and verifiers limit the length of tokens. */
const MAX_NAMES_LENGTH = 2000

/**
 * Returns everything that is wrong with a client. Every operation that makes or changes a client calls it.
 */
export async function clientProblems(client: ClientDescription, issuer: string): Promise<ClientProblem[]> {
  const problems: Partial<Record<ClientProblem['member'], string | undefined>> = {
    id: clientIdProblem(client.id),
    grants: grantsProblem(client),
    scope: client.scope === 'of_user' ? undefined : scopeProblem(client.scope),
    audiences: namesProblem(client.audiences, issuer),
    identifiers: namesProblem(client.identifiers, issuer),
    authMethods: authMethodsProblem(client),
    jwks: client.jwks === null ? undefined : await jwksProblem(client.jwks),
    assertionAudience: assertionAudienceProblem(client),
    assertionMaxSeconds: assertionMaxSecondsProblem(client),
  }
  return Object.entries(problems).flatMap(([member, problem]) =>
    problem === undefined ? [] : [{ member: member as ClientProblem['member'], problem }],
  )
}

/**
 * Says what is wrong with the grants. A confidential client may have none, because one that only
 * introspects tokens needs none.
 */
function grantsProblem({ grants, confidential }: ClientDescription): string | undefined {
  if (!isSetOf(GRANT_TYPES, grants)) return `must be of ${GRANT_TYPES.join(', ')}, each once`
  if (confidential) return undefined
  // RFC 6749 §4.4: a client that cannot authenticate gets no token for itself.
  if (grants.includes('client_credentials')) return 'must not have client_credentials: the client is public (RFC 6749 §4.4)'
  return grants.length === 0 ? 'must not be empty: the client is public' : undefined
}

/**
 * Says what is wrong with the audiences or the identifiers of a client. The issuer is this service, which
 * needs no permission.
 */
function namesProblem(names: readonly string[], issuer: string): string | undefined {
  if (!names.every(isAudienceIdentifier)) return 'must be absolute URIs without fragment, or plain names'
  if (names.some((name) => namesIssuer(name, issuer))) return 'must not hold the issuer, which stands for this service alone'
  if (names.length > MAX_NAMES || names.join(' ').length > MAX_NAMES_LENGTH)
    return `must not be more than ${MAX_NAMES}, nor have more than ${MAX_NAMES_LENGTH} characters together`
  return new Set(names).size < names.length ? 'must name each once' : undefined
}

function authMethodsProblem({ authMethods, confidential, jwks }: ClientDescription): string | undefined {
  if (!isSetOf(AUTH_METHODS, authMethods)) return `must be of ${AUTH_METHODS.join(', ')}, each once`
  if (!confidential) {
    if (jwks !== null) return 'must be private_key_jwt if there are keys, which a public client cannot have'
    return authMethods.join() === 'none' ? undefined : 'must be none: the client is public'
  }
  if (authMethods.length === 0 || authMethods.includes('none')) return 'must be a way to prove who it is: the client is confidential'
  if (authMethods.includes('private_key_jwt') && jwks === null) return 'must not have private_key_jwt: the client has no keys'
  return jwks === null || authMethods.includes('private_key_jwt') ? undefined : 'must have private_key_jwt: the client has keys'
}

const assertionAudienceProblem = ({ assertionAudience }: ClientDescription): string | undefined =>
  ASSERTION_AUDIENCES.includes(assertionAudience) ? undefined : `must be one of ${ASSERTION_AUDIENCES.join(', ')}`

function assertionMaxSecondsProblem({ assertionMaxSeconds: seconds }: ClientDescription): string | undefined {
  const isWithin = Number.isInteger(seconds) && seconds >= LEAST_ASSERTION_MAX_SECONDS && seconds <= MOST_ASSERTION_MAX_SECONDS
  return isWithin ? undefined : `must be a whole number from ${LEAST_ASSERTION_MAX_SECONDS} to ${MOST_ASSERTION_MAX_SECONDS}`
}

const isSetOf = (all: readonly string[], some: readonly string[]): boolean =>
  some.every((one) => all.includes(one)) && new Set(some).size === some.length
