import type { Command } from 'commander'
import { COMMAND_ACTOR } from '../events/event.ts'
import type { InspectedToken } from '../oauth/token-inspection.ts'
import { addSettingsFlags, flagsOf } from './settings-flags.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { instant, recordLines, type Terminal } from './support/terminal.ts'
import { addTokenIssue } from './token/issue.ts'
import { withTokens } from './token/with-tokens.ts'

export function addTokenCommand(program: Command, terminal: Terminal): void {
  const token = program
    .command('token')
    .summary('issue, inspect and revoke tokens')
    .description(
      'Issues, inspects and revokes tokens. Works directly on the database, also while the service runs. Changes take effect at once.',
    )
  for (const add of [addTokenIssue, addTokenInspect, addTokenRevoke]) add(token, terminal)
}

function addTokenInspect(token: Command, terminal: Terminal): void {
  const command = token
    .command('inspect')
    .summary('show what a token says, and whether it is alive')
    .description(
      'Shows what the token on standard input says, whether it is alive, and if not, why. It may be an access token or a refresh token. Changes nothing.',
    )
  addSettingsFlags(command, ['issuer'])
    .option('--json', 'print as JSON')
    .action(async ({ json, ...flags }: { json?: true }) => {
      const text = (await terminal.readSecret()).trim()
      const inspected = await withTokens(flagsOf(flags), ({ inspect }) => inspect(text))
      if (inspected === undefined) throw noToken()
      terminal.print(json ? JSON.stringify(inspected) : recordLines(inspectionLines(inspected)))
    })
}

const noToken = (): CommandFailure =>
  new CommandFailure(
    EXIT.refused,
    'Standard input holds no token of this service: another service issued it, or a part is missing. Pipe in the whole token.',
  )

const TIMES = ['exp', 'iat', 'nbf']

const inspectionLines = ({ kind, header = {}, claims, alive, problem }: InspectedToken) => ({
  kind,
  ...Object.fromEntries(Object.entries(header).map(([name, value]) => [`header ${name}`, inWords(name, value)])),
  ...Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, inWords(name, value)])),
  alive: alive ? 'yes' : `no: ${problem}`,
})

function inWords(name: string, value: unknown): string {
  if (TIMES.includes(name) && Number.isSafeInteger(value) && Math.abs(value as number) < 1e11)
    return `${value} (${instant((value as number) * 1000)})`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function addTokenRevoke(token: Command, terminal: Terminal): void {
  const command = token
    .command('revoke')
    .summary('revoke a token')
    .description(
      'Revokes the access token or refresh token on standard input. The token of a session ends that session, with every other token of it.',
    )
  addSettingsFlags(command, ['issuer'])
    .option('--json', 'print what was done as JSON')
    .action(async ({ json, ...flags }: { json?: true }) => {
      const text = (await terminal.readSecret()).trim()
      await withTokens(flagsOf(flags), async ({ inspect, revoke }) => {
        if (await revoke(text, { actor: COMMAND_ACTOR })) return
        // Say so if nothing was revoked: the leaked token may be one of another service.
        const inspected = await inspect(text)
        if (inspected === undefined) throw noToken()
        throw new CommandFailure(EXIT.refused, `Nothing was revoked: ${inspected.problem ?? 'another process revoked it meanwhile'}.`)
      })
      terminal.print(json ? JSON.stringify({ revoked: true }) : 'The token is revoked.')
    })
}
