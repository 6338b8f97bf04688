import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { JSONWebKeySet } from 'jose'
import type { AssertionAudience } from '../../clients/assertion-claims.ts'
import type { GrantType } from '../../clients/client.ts'
import { scopeTokens } from '../../clients/scope-token.ts'
import { againForMore } from '../support/arguments.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { why } from '../support/failure.ts'
import { visible } from '../support/terminal.ts'

/** What an operator says of a client. An absent option leaves the member open. */
export interface ClientOptions {
  grant?: string[]
  scope?: string[]
  audience?: string[]
  identifier?: string[]
  jwks?: string
  assertionAudience?: string
  assertionMaxSeconds?: string
}

/** @param absent What the command does without the option, which ends its help text. */
export const addClientOptions = (command: Command, absent: { [Option in keyof ClientOptions]?: string }): Command =>
  command
    .option('--grant <grant>', `a grant that it may use; repeat for more${absent.grant ?? ''}`, againForMore)
    .option('--scope <scope>', `a scope that it may have; repeat for more${absent.scope ?? ''}`, againForMore)
    .option('--audience <identifier>', `a service that it may ask tokens for; repeat for more${absent.audience ?? ''}`, againForMore)
    .option(
      '--identifier <uri>',
      `an audience that names this client, if it accepts tokens itself; repeat for more${absent.identifier ?? ''}`,
      againForMore,
    )
    .option('--jwks <file>', `a file with its public keys, a JWK Set: it authenticates by private_key_jwt${absent.jwks ?? ''}`)
    .option(
      '--assertion-audience <audience>',
      `what its assertions are addressed to: issuer or token_endpoint${absent.assertionAudience ?? ''}`,
    )
    .option('--assertion-max-seconds <seconds>', `how long its assertions may live: 60 to 3600${absent.assertionMaxSeconds ?? ''}`)

/**
 * Returns the members of a client that the options give. An empty text alone stands for an empty list.
 *
 * @throws {CommandFailure} if the file of keys cannot be read.
 */
export const membersOf = ({ grant, scope, audience, identifier, jwks, assertionAudience, assertionMaxSeconds }: ClientOptions) => ({
  // The rules check that these are grants.
  grants: listOf(grant) as GrantType[] | undefined,
  scope: scope && scopeTokens(scope.join(' ')),
  audiences: listOf(audience),
  identifiers: listOf(identifier),
  jwks: jwks === undefined ? undefined : readKeys(jwks),
  // The rules check the two members of assertions.
  assertionAudience: assertionAudience as AssertionAudience | undefined,
  assertionMaxSeconds: assertionMaxSeconds === undefined ? undefined : Number(assertionMaxSeconds),
})

const listOf = (values: string[] | undefined): string[] | undefined => (values?.join() === '' ? [] : values)

const NO_KEYS: JSONWebKeySet = { keys: [] }

/**
 * Reads a file of keys. The rules check that they are keys.
 *
 * @throws {CommandFailure} if the file cannot be read, or is not JSON.
 */
function readKeys(file: string): JSONWebKeySet {
  const text = readText(file)
  try {
    return JSON.parse(text) ?? NO_KEYS
  } catch (cause) {
    throw new CommandFailure(EXIT.refused, `${visible(file)} is not JSON. It must be a JWK Set, as in {"keys":[…]} (RFC 7517 §5).`, {
      cause,
    })
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CommandFailure(EXIT.usage, `${visible(file)} cannot be read (${why(cause)}).`, { cause })
  }
}
