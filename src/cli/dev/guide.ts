import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { DEMO_USERNAME } from '../../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../../clients/client.ts'
import { DEV_DATABASE_FILE, listeningUrl, SERVE_DATABASE_FILE } from '../../config/service-settings.ts'
import type { Config } from '../../config.ts'
import { DEMO_FILE, type DemoSecrets } from './demo-secrets.ts'

/** Returns lines to paste as they are, in this order, into a POSIX shell with curl and sed. */
export function guide(url: string, { password, clientSecret }: DemoSecrets, config: Config): string {
  const { audience, docs, http, issuer } = config
  const member = (name: string) => `$(echo "$ANSWER" | sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')`
  const keep = `TOKEN=${member('access_token')}; echo "$ANSWER"`
  // Left out if there is an audience: then other services see the token too.
  const byAccessToken = `
Or with the access token alone; after that the refresh token is spent, and the next login brings another:
  ANSWER=$(curl -sS -X POST ${url}/token/refresh -H "Authorization: Bearer $TOKEN"); ${keep}
`
  return `
Mintmark is at ${url}
${http.tls === undefined ? '' : `  curl must trust the certificate, so for one of your own:  export CURL_CA_BUNDLE=${http.tls.certFile}\n`}${reachable(networkUrls(http), issuer)}
${docs ? `  docs      ${url}/docs\n` : ''}  user      ${DEMO_USERNAME}   (may ask for the scope admin)
  password  ${password}   (kept in ${DEMO_FILE})
  client    ${DEMO_CLIENT_ID}
  secret    ${clientSecret}   (kept there too)
  contract  ${url}/openapi.json
  keys      ${url}/.well-known/jwks.json

Log in:
  ANSWER=$(curl -sS -X POST ${url}/token -d "username=${DEMO_USERNAME}" --data-urlencode "password=${password}"); ${keep}

Open a protected route:
  curl -sS ${url}/protected -H "Authorization: Bearer $TOKEN"

Refresh, with the refresh token:
  ANSWER=$(curl -sS -X POST ${url}/token/refresh -d "refresh_token=${member('refresh_token')}"); ${keep}
${audience.length === 0 ? byAccessToken : ''}
A service gets a token for itself:
  curl -sS -X POST ${url}/token -u "${DEMO_CLIENT_ID}:${clientSecret}" -d grant_type=client_credentials

Accounts, in another shell while it runs:
  ${checkoutCommand(config)} users list

Stop it with Ctrl-C.
`
}

/** Says who else can reach the service, so that nobody finds it out by chance. */
function reachable(urls: string[], issuer: string): string {
  if (urls.length === 0) return ''
  return `
${urls.map((one) => `  network   ${one}\n`).join('')}
Everybody on that network can reach it and sign up. On every address its tokens name ${issuer} as their issuer.
`
}

/** A checkout runs the sources; elsewhere the programme is called by its name. */
const COMMAND = import.meta.url.endsWith('.ts') ? 'npm run mintmark --' : 'mintmark'

/** Returns what to write before `users list` to run that command on the database of `dev`. */
export function checkoutCommand({ database }: Pick<Config, 'database'>): string {
  if (database.kind === 'postgres') return COMMAND
  // Without DATABASE_URL a command finds it by itself (docs/decisions/0016).
  const isFound = database.file === DEV_DATABASE_FILE && !existsSync(SERVE_DATABASE_FILE)
  return isFound ? COMMAND : `DATABASE_URL=sqlite:${database.file} ${COMMAND}`
}

/**
 * Returns the URLs by which other machines reach a service that listens on every address. Returns none if it
 * listens on one.
 */
function networkUrls({ host, port, tls }: Config['http']): string[] {
  if (host !== '0.0.0.0' && host !== '::') return []
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, family, address }) => !internal && (family === 'IPv4' || (host === '::' && !isLinkLocal(address))))
    .map(({ address }) => listeningUrl({ host: address, port, tls }))
}

/** Checks for a link-local address (RFC 4291 §2.5.6). It needs the name of an interface: no URL has one. */
const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address)
