import { get as getPlain, type IncomingMessage } from 'node:http'
import { get as getOverTls } from 'node:https'
import type { Command } from 'commander'
import { listeningUrl } from '../config/service-settings.ts'
import { readConfig } from '../config.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { why } from './support/failure.ts'
import { type Terminal, visible } from './support/terminal.ts'

const TIMEOUT_MS = 5_000
const MAX_DETAIL = 500
const MAX_BODY_LENGTH = 65_536

export function addHealthCommand(program: Command, terminal: Terminal): void {
  program
    .command('health')
    .summary('ask a running service whether it is ready')
    .description('Asks /readyz of a running service. The exit code is 0 if it is ready, and 5 if it is not ready or cannot be reached.')
    .option('--url <url>', 'the URL of the service (default: by HOST and PORT)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ url, json }: { url?: string; json?: true }) => {
      const readyz = readyUrl(url ?? urlByConfig())
      await expectReady({ url: readyz, isOwn: url === undefined })
      terminal.print(json ? JSON.stringify({ ready: true, url: readyz.href }) : `Ready: ${readyz.href}`)
    })
}

interface Target {
  url: URL
  /** Whether HOST and PORT name it, and not `--url`. */
  isOwn: boolean
}

function urlByConfig(): string {
  const { http } = readConfig({ mode: 'command' }).config
  return listeningUrl(http)
}

function readyUrl(text: string): URL {
  const url = /^https?:/.test(text) ? URL.parse('/readyz', text) : null
  if (url === null) throw new CommandFailure(EXIT.usage, '--url must be a URL, as in http://127.0.0.1:8080')
  // The URL is printed.
  if (url.username + url.password !== '') throw new CommandFailure(EXIT.usage, '--url must have no user name and no password.')
  return url
}

/**
 * Asks the service whether it is ready.
 *
 * @throws {CommandFailure} if the answer is not 200, or if there is none.
 */
async function expectReady({ url, isOwn }: Target): Promise<void> {
  const { status, body } = await ask(url, { isOwn }).catch((cause) => {
    throw new CommandFailure(
      EXIT.unavailable,
      `Not ready: ${url.href} cannot be reached (${why(cause)}). Start the service, or set HOST and PORT, or --url, to where it listens.`,
      { cause },
    )
  })
  if (status !== 200) throw new CommandFailure(EXIT.unavailable, `Not ready: ${url.href} answered ${status}.${detailOf(body)}`)
}

/**
 * Sends the request, which holds no secret. For HOST and PORT it does not check the certificate, which is for
 * the name that clients use.
 */
async function ask(url: URL, { isOwn }: Pick<Target, 'isOwn'>): Promise<{ status: number; body: string }> {
  const { promise: answered, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const get = url.protocol === 'https:' ? getOverTls : getPlain
  get(url, { agent: false, signal, rejectUnauthorized: !isOwn }, resolve).on('error', reject)
  const answer = await answered
  return { status: answer.statusCode ?? 0, body: await beginningOf(answer) }
}

/** Reads no more of an answer than a `detail` needs. Something else than Mintmark may send without an end. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of answer.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_BODY_LENGTH) break
  }
  return body
}

/**
 * Returns the `detail` of a problem document (RFC 9457 §3.1.4). Returns nothing if something else answers.
 */
function detailOf(body: string): string {
  try {
    const { detail } = Object(JSON.parse(body))
    return typeof detail === 'string' ? ` ${visible(detail.slice(0, MAX_DETAIL))}` : ''
  } catch {
    return ''
  }
}
