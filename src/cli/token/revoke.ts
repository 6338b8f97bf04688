import type { Command } from 'commander'
import { COMMAND_ACTOR } from '../../events/event.ts'
import { createOperatorRevocation } from '../../oauth/revocation.ts'
import { createTokenInspection } from '../../oauth/token-inspection.ts'
import { addSettingsFlags, flagsOf } from '../settings-flags.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import type { Terminal } from '../support/terminal.ts'
import { noToken } from './inspect.ts'
import { withTokens } from './with-tokens.ts'

export function addTokenRevoke(token: Command, terminal: Terminal): void {
  const revoke = token
    .command('revoke')
    .summary('revoke a token')
    .description(
      'Revokes the token on standard input, an access token or a refresh token. One of a session ends the session, and every other token of it.',
    )
  addSettingsFlags(revoke, ['issuer'])
    .option('--json', 'print what was done as JSON')
    .action(async ({ json, ...flags }: { json?: true }) => {
      const text = (await terminal.readSecret()).trim()
      await withTokens(flagsOf(flags), async (tokens, _, { session }) => {
        if (await createOperatorRevocation(tokens)(text, { actor: COMMAND_ACTOR })) return
        // Whoever revokes a token that leaked must not take it for done where the token was another's.
        const inspected = await createTokenInspection({ ...tokens, refreshGraceSeconds: session.refreshGraceSeconds })(text)
        if (inspected === undefined) throw noToken()
        throw new CommandFailure(EXIT.refused, `Nothing was revoked: ${inspected.problem ?? 'another process revoked it meanwhile'}.`)
      })
      terminal.print(json ? JSON.stringify({ revoked: true }) : 'The token is revoked.')
    })
}
