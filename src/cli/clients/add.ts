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
    .option('--public', 'it cannot keep a secret: a web page or an app')
    .option(
      '--grant <grant>',
      'what it may use; again for more (default: client_credentials; with --public password and refresh_token)',
      againForMore,
    )
    .option(
      '--scope <scope>',
      'what it may have; again for more (default: none; where it logs people in, whatever they have)',
      againForMore,
    )
    .option('--audience <identifier>', 'a service that it may ask tokens for; again for more', againForMore)
    .option('--identifier <uri>', 'an audience that it answers to, where it takes tokens itself; again for more', againForMore)
    .option('--jwks <file>', 'its public keys, a JWK Set: it authenticates by private_key_jwt')
    .option('--assertion-audience <audience>', 'what its assertions are addressed to: issuer (default) or token_endpoint')
    .option('--assertion-max-seconds <seconds>', 'how long its assertions may live: 60 to 3600 (default: 300)')
    .option('--secret-stdin', 'read its secret from standard input, in place of one that is made')
    .option('--json', 'print the client as JSON')
    .action(async (id: string, { secretStdin, json, ...options }: Options) => {
      const asked = newClient(id, options)
      const secret = secretStdin ? await terminal.readSecret() : undefined
      const names = [...(asked.audiences ?? []), ...(asked.identifiers ?? [])]
      await withClientAdministration(names, async (administration) => {
        const made = await administration.create({ ...asked, secret }, byCommand())
        if (made.kind !== 'created') throw clientFailure(made, id)
        await printClient(terminal, made.client, { json, secret: made.secret })
      })
    })
}

const newClient = (id: string, { public: isPublic, grant, scope, audience, identifier, jwks, ...assertions }: Options) => ({
  id,
  confidential: isPublic === undefined,
  // Whether they are grants is for the rules to say.
  grants: grant as GrantType[] | undefined,
  scope: scope?.flatMap((one) => one.split(' ')),
  audiences: audience,
  identifiers: identifier,
  jwks: jwks === undefined ? null : readKeys(jwks),
  // Whether they are what they may be is for the rules to say.
  assertionAudience: assertions.assertionAudience as AssertionAudience | undefined,
  assertionMaxSeconds: assertions.assertionMaxSeconds === undefined ? undefined : Number(assertions.assertionMaxSeconds),
})

const NO_KEYS: JSONWebKeySet = { keys: [] }

/** Whether they are keys is for the rules to say. @throws {CommandFailure} if the file is not JSON */
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
