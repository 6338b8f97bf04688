import { basic, PASSWORD, type RunningService, type TestTokens } from '../support/service.ts'

/** The number of parallel workers. */
const WORKERS = 16

/** Creates the accounts and the client that `sendMixed` uses. Returns the client's credentials. */
export async function prepareMixed(s: RunningService): Promise<Record<string, string>> {
  for (let worker = 0; worker < WORKERS; worker += 1) await s.addUser(`worker ${worker}`)
  return basic('shop', await s.addClient('shop'))
}

/**
 * Sends `count` requests to the services in turn, with every kind of read, write and transaction that a
 * client causes.
 * @returns How many answers had each status.
 */
export async function sendMixed(
  services: RunningService[],
  client: Record<string, string>,
  count: number,
): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {}
  let left = count

  async function work(worker: number): Promise<void> {
    let tokens: TestTokens | undefined
    for (let turn = worker; left > 0; turn += 1) {
      left -= 1
      const answer = await sendOne(services[turn % services.length]!, turn, { worker, tokens, client })
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      if (answer.body?.refresh_token !== undefined) tokens = answer.body
      if (answer.status === 204) tokens = undefined
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
  return statuses
}

interface Sender {
  worker: number
  tokens: TestTokens | undefined
  client: Record<string, string>
}

function sendOne(s: RunningService, turn: number, { worker, tokens, client }: Sender) {
  if (tokens === undefined) return s.form('/token', { username: `worker ${worker}`, password: PASSWORD })
  const { access_token: access, refresh_token: refresh } = tokens
  switch (turn % 20) {
    case 0:
      return s.send('POST', '/logout', { headers: { authorization: `Bearer ${access}` } })
    case 1:
    case 6:
    case 11:
      return s.refresh(refresh)
    case 2:
      return s.form('/token', { grant_type: 'client_credentials' }, client)
    case 3:
      return s.form('/token/introspect', { token: access }, client)
    case 4:
      return s.get('/me/sessions', access)
    case 5:
      return s.get('/readyz')
    case 7:
      return s.get('/.well-known/jwks.json')
    default:
      return s.get('/protected', access)
  }
}
