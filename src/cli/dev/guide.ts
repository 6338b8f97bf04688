import { DEMO_USERNAME } from '../../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../../clients/client.ts'
import type { Config } from '../../config.ts'
import { DEMO_FILE, type DemoSecrets } from './demo-secrets.ts'

/** How this program is called: by npm in a checkout, which runs the sources, and by its name elsewhere. */
const CALLED = import.meta.url.endsWith('.ts') ? 'npm run --silent mintmark --' : 'mintmark'

/** Lines for a POSIX shell with curl and sed, to be pasted as they stand, in this order. */
export function guide(
  url: string,
  { password, clientSecret }: DemoSecrets,
  { audience, database, docs }: Pick<Config, 'audience' | 'database' | 'docs'>,
): string {
  const member = (name: string) => `$(echo "$ANSWER" | sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')`
  const keep = `TOKEN=${member('access_token')}; echo "$ANSWER"`
  // Not of a token that other services see, too.
  const byAccessToken = `
Or with the access token alone; after that the refresh token is spent, and the next login brings another:
  ANSWER=$(curl -sS -X POST ${url}/token/refresh -H "Authorization: Bearer $TOKEN"); ${keep}
`
  return `
Mintmark is at ${url}

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

Accounts, while it runs:  ${database.kind === 'sqlite' ? `DATABASE_URL=sqlite:${database.file} ` : ''}${CALLED} users --help
Stop it with Ctrl-C.
`
}
