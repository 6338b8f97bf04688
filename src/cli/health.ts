import type { Command } from 'commander'
import { listeningUrl } from '../config/service-settings.ts'
import { readConfig } from '../config.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { why } from './support/failure.ts'
import { type Terminal, visible } from './support/terminal.ts'

const TIMEOUT_MS = 5_000
const MAX_DETAIL = 500

export function addHealthCommand(program: Command, terminal: Terminal): void {
  program
    .command('health')
    .summary('ask a running service whether it is ready')
    .description('Asks /readyz of a running service. The exit code is 0 if it is ready, and 5 if it is not ready or cannot be reached.')
    .option('--url <url>', 'the URL of the service (default: by HOST and PORT)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ url, json }: { url?: string; json?: true }) => {
      const readyz = readyUrl(url ?? urlByConfig())
      await expectReady(readyz)
      terminal.print(json ? JSON.stringify({ ready: true, url: readyz.href }) : `Ready: ${readyz.href}`)
    })
}

function urlByConfig(): string {
  const { http } = readConfig({ mode: 'command' }).config
  return listeningUrl(http)
}

function readyUrl(text: string): URL {
  const url = /^https?:/.test(text) ? URL.parse('/readyz', text) : null
  if (url === null) throw new CommandFailure(EXIT.usage, '--url must be a URL, as in http://127.0.0.1:8080')
  // The URL is printed. `fetch` refuses a URL with a password, and its message repeats the password.
  if (url.username + url.password !== '') throw new CommandFailure(EXIT.usage, '--url must have no user name and no password.')
  return url
}

/**
 * Asks the service whether it is ready.
 *
 * @throws {CommandFailure} if the answer is not 200, or if there is none.
 */
async function expectReady(url: URL): Promise<void> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause) => {
    throw new CommandFailure(
      EXIT.unavailable,
      `Not ready: ${url.href} cannot be reached (${why(cause)}). Start the service, or set HOST and PORT, or --url, to where it listens.`,
      { cause },
    )
  })
  if (response.status === 200) return response.body?.cancel()
  throw new CommandFailure(EXIT.unavailable, `Not ready: ${url.href} answered ${response.status}.${await detailOf(response)}`)
}

/**
 * Returns the `detail` of a problem document (RFC 9457 §3.1.4). Returns nothing if something else answers.
 */
async function detailOf(response: Response): Promise<string> {
  const { detail } = await response.json().then(Object, () => ({}))
  return typeof detail === 'string' ? ` ${visible(detail.slice(0, MAX_DETAIL))}` : ''
}
