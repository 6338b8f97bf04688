import type { Command } from 'commander'
import { PREVIOUS_SECRET_SECONDS } from '../../clients/client-administration.ts'
import { MAX_PREVIOUS_SECRET_SECONDS } from '../../clients/client-secret.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { byCommand } from '../support/store-access.ts'
import { instant, type Terminal } from '../support/terminal.ts'
import { anotherSecret, clientFailure } from './client-view.ts'
import { withClientAdministration } from './with-clients.ts'

export function addClientsRotateSecret(clients: Command, terminal: Terminal): void {
  clients
    .command('rotate-secret')
    .argument('<id>', 'the client id')
    .summary('give a client a new secret')
    .description(
      'Gives a client a new secret, which is printed once. The secret before it stays valid for a time, so that nobody is refused meanwhile. Any older secret is dead at once, even if its time is not over.',
    )
    .option(
      '--expire-previous-seconds <n>',
      `how long the secret before it stays valid; 0 ends it at once (default: ${PREVIOUS_SECRET_SECONDS})`,
      wholeSeconds,
    )
    .option('--json', 'print as JSON')
    .action((id: string, { expirePreviousSeconds = PREVIOUS_SECRET_SECONDS, json }: { expirePreviousSeconds?: number; json?: true }) =>
      withClientAdministration([], async (administration) => {
        const rotated = await administration.rotateSecret(id, expirePreviousSeconds, byCommand())
        if (rotated.kind !== 'rotated') throw clientFailure(rotated, id)
        const { secret, previousExpiresAtMs, displacedExpiresAtMs: displacedMs } = rotated
        const previousExpiresAt = instant(previousExpiresAtMs)
        const displaced = displacedMs === undefined ? {} : { displacedExpiresAt: instant(displacedMs) }
        const text = json
          ? JSON.stringify({ id, secret, previousExpiresAt, ...displaced })
          : [`secret  ${secret}`, ...whatOfOthers({ expirePreviousSeconds, previousExpiresAt, ...displaced })].join('\n')
        await terminal.printOnce(text, anotherSecret(id))
      }),
    )
}

function whatOfOthers(others: { expirePreviousSeconds: number; previousExpiresAt: string; displacedExpiresAt?: string }): string[] {
  if (others.expirePreviousSeconds === 0) return ['Any other is dead.']
  const { previousExpiresAt, displacedExpiresAt } = others
  return [
    `The one before it is good until ${previousExpiresAt}.`,
    ...(displacedExpiresAt === undefined ? [] : [`The one before that is dead now, though it had until ${displacedExpiresAt}.`]),
  ]
}

function wholeSeconds(text: string): number {
  if (/^\d{1,7}$/.test(text) && Number(text) <= MAX_PREVIOUS_SECRET_SECONDS) return Number(text)
  throw new CommandFailure(EXIT.usage, `--expire-previous-seconds must be a whole number from 0 to ${MAX_PREVIOUS_SECRET_SECONDS}.`)
}
