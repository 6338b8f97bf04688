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
      'Issues an access token for a client or a user, without secret or password, for operators and tests; the audit trail tells of it. ' +
        'It has what their own would have, and no refresh token. The issuer is that of the service that was last started, unless it is given.',
    )
    .option('--client <id>', 'for this client; with --user, as that user gets one through it')
    .option('--user <name>', 'for this user: the username, or the id')
    .option('--scope <scope>', 'what to ask for; again for more (default: all that may be had, but admin)', againForMore)
    .option('--resource <identifier>', 'whom it is for; again for more', againForMore)
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
