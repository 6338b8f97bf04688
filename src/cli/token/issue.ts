import type { Command } from 'commander'
import { createUserStore } from '../../data/users.ts'
import type { IssuedTokens } from '../../oauth/access-token.ts'
import { addSettingsFlags, flagsOf } from '../settings-flags.ts'
import { againForMore } from '../support/arguments.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser } from '../users/user-view.ts'
import { type OperatorTokens, withTokens } from './with-tokens.ts'

interface Options {
  client?: string
  user?: string
  scope?: string[]
  resource?: string[]
  json?: true
}

export function addTokenIssue(token: Command, terminal: Terminal): void {
  const issue = token
    .command('issue')
    .summary('issue an access token')
    .description(
      'Issues an access token for a client or a user, without secret or password, for operators and tests. The audit trail records it. ' +
        'It has what a token of their own would have. There is no refresh token with it. ' +
        'The issuer is that of the service that was last started, unless you give one.',
    )
    .option('--client <id>', 'for this client; with --user, a token of that user through this client')
    .option('--user <name>', 'for this user: the username, or the id')
    .option('--scope <scope>', 'a scope to ask for; repeat for more (default: all that is allowed, except admin)', againForMore)
    .option('--resource <identifier>', 'a service that the token is for; repeat for more', againForMore)
  addSettingsFlags(issue, ['issuer'])
    .option('--json', 'print as JSON, like the token endpoint')
    .action(async ({ client, user, scope, resource = [], json, ...flags }: Options) => {
      if (client === undefined && user === undefined) throw new CommandFailure(EXIT.usage, 'Give --client, --user or both.')
      const { accessToken, scope: granted } = await withTokens(flagsOf(flags), async (tokens, database) => {
        const request = { client: await findClient(tokens, client), scope: scope?.join(' '), resources: resource }
        if (user === undefined) return tokens.issue.forClient(request, byCommand())
        return tokens.issue.forUser(await findUser(createUserStore(database), user), request, byCommand())
      })
      const text = json ? JSON.stringify(asJson(accessToken, granted)) : accessToken.token
      await terminal.printOnce(text, 'issue another with `mintmark token issue`')
    })
}

async function findClient({ clients }: OperatorTokens, id: string | undefined) {
  const client = id === undefined ? clients.default : await clients.find(id)
  if (client !== undefined) return client
  throw id === undefined
    ? new CommandFailure(EXIT.refused, 'The default client is off: name another with --client.')
    : new CommandFailure(EXIT.notFound, 'There is no such client, or it is disabled. `mintmark clients list` says which.')
}

const asJson = ({ token, expiresInSeconds }: IssuedTokens['accessToken'], scope: string) => ({
  access_token: token,
  token_type: 'bearer',
  expires_in: expiresInSeconds,
  scope,
})
