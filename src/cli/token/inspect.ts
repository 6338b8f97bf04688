import type { Command } from 'commander'
import { createTokenInspection, type InspectedToken } from '../../oauth/token-inspection.ts'
import { addSettingsFlags, flagsOf } from '../settings-flags.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { instant, recordLines, type Terminal } from '../support/terminal.ts'
import { withTokens } from './with-tokens.ts'

export function addTokenInspect(token: Command, terminal: Terminal): void {
  const inspect = token
    .command('inspect')
    .summary('show what a token says, and whether it is alive')
    .description(
      'Shows what the token on standard input says, an access token or a refresh token, and whether it is alive, and why not. Changes nothing.',
    )
  addSettingsFlags(inspect, ['issuer'])
    .option('--json', 'print as JSON')
    .action(async ({ json, ...flags }: { json?: true }) => {
      const text = (await terminal.readSecret()).trim()
      const inspected = await withTokens(flagsOf(flags), (tokens, _, { session }) =>
        createTokenInspection({ ...tokens, refreshGraceSeconds: session.refreshGraceSeconds })(text),
      )
      if (inspected === undefined) throw noToken()
      terminal.print(json ? JSON.stringify(inspected) : recordLines(lines(inspected)))
    })
}

export const noToken = (): CommandFailure =>
  new CommandFailure(
    EXIT.refused,
    'Standard input holds no token of this service: another service issued it, or a part is missing. Pipe in the whole token.',
  )

const TIMES = ['exp', 'iat', 'nbf']

const lines = ({ kind, header = {}, claims, alive, problem }: InspectedToken) => ({
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
