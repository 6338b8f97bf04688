import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { JSONWebKeySet } from 'jose'
import type { AssertionAudience } from '../../clients/assertion-claims.ts'
import type { GrantType } from '../../clients/client.ts'
import { againForMore } from '../support/arguments.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { why } from '../support/failure.ts'
import { byCommand } from '../support/store-access.ts'
import { type Terminal, visible } from '../support/terminal.ts'
import { clientFailure, printClient } from './client-view.ts'
import { withClientAdministration } from './with-clients.ts'

interface Options {
  public?: true
  grant?: string[]
  scope?: string[]
  audience?: string[]
  identifier?: string[]
  jwks?: string
  assertionAudience?: string
  assertionMaxSeconds?: string
  secretStdin?: true
  json?: true
}

export function addClientsAdd(clients: Command, terminal: Terminal): void {
  clients
    .command('add')
    .argument('<id>', 'the client id')
    .summary('register a client')
    .description(
      'Registers a client: a service that speaks for itself or, with --public, a front end that logs people in. A confidential client without keys gets a secret, which is printed once.',
    )
    .option('--public', 'for a client that cannot keep a secret: a web page or an app')
    .option(
      '--grant <grant>',
      'a grant that it may use; repeat for more (default: client_credentials; with --public password and refresh_token)',
      againForMore,
    )
    .option(
      '--scope <scope>',
      'a scope that it may have; repeat for more (default: none; if it logs people in, whatever they have)',
      againForMore,
    )
    .option('--audience <identifier>', 'a service that it may ask tokens for; repeat for more', againForMore)
    .option('--identifier <uri>', 'an audience that names this client, if it accepts tokens itself; repeat for more', againForMore)
    .option('--jwks <file>', 'a file with its public keys, a JWK Set: it authenticates by private_key_jwt')
    .option('--assertion-audience <audience>', 'what its assertions are addressed to: issuer (default) or token_endpoint')
    .option('--assertion-max-seconds <seconds>', 'how long its assertions may live: 60 to 3600 (default: 300)')
    .option('--secret-stdin', 'read its secret from standard input, instead of making one')
    .option('--json', 'print the client as JSON')
    .action(async (id: string, { secretStdin, json, ...options }: Options) => {
      const client = newClient(id, options)
      const secret = secretStdin ? await terminal.readSecret() : undefined
      const names = [...(client.audiences ?? []), ...(client.identifiers ?? [])]
      await withClientAdministration(names, async (administration) => {
        const made = await administration.create({ ...client, secret }, byCommand())
        if (made.kind !== 'created') throw clientFailure(made, id)
        await printClient(terminal, made.client, { json, secret: made.secret })
      })
    })
}

const newClient = (id: string, { public: isPublic, grant, scope, audience, identifier, jwks, ...assertions }: Options) => ({
  id,
  confidential: isPublic === undefined,
  // The rules check that these are grants.
  grants: grant as GrantType[] | undefined,
  scope: scope?.flatMap((one) => one.split(' ')),
  audiences: audience,
  identifiers: identifier,
  jwks: jwks === undefined ? null : readKeys(jwks),
  // The rules check the two members of assertions.
  assertionAudience: assertions.assertionAudience as AssertionAudience | undefined,
  assertionMaxSeconds: assertions.assertionMaxSeconds === undefined ? undefined : Number(assertions.assertionMaxSeconds),
})

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
