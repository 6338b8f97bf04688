import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What was sent and answered, by operation and status, such as `refreshToken 200`. */
export type Counted = Map<string, number>

export interface Load {
  counted: Counted
  /** Refreshes that were answered, by outcome. */
  refreshes: { rotated: number; retried: number; refresh_reused: number }
  /** Waits for what is in flight. Throws what any request threw. */
  stop(): Promise<void>
}

const USERNAME = 'alice'
const ASKERS = 8
const PAUSE_MS = 25

interface Answer {
  status: number
  text: string
}

/**
 * Sends requests of many kinds, and counts each answer by itself. The requests of one asker come one after
 * the other.
 */
export function startMixedLoad(url: string, password: string): Load {
  const counted: Counted = new Map()
  const refreshes = { rotated: 0, retried: 0, refresh_reused: 0 }
  let running = true

  async function ask(
    operation: string,
    method: string,
    path: string,
    { form, token }: { form?: Record<string, string>; token?: string } = {},
  ) {
    const answer = await send(`${url}${path}`, method, form, token)
    const key = `${operation} ${answer.status}`
    counted.set(key, (counted.get(key) ?? 0) + 1)
    return answer
  }
  async function refresh(refreshToken: string) {
    const { text } = await ask('refreshToken', 'POST', '/token/refresh', { form: { refresh_token: refreshToken } })
    return JSON.parse(text) as { refresh_token?: string; reason?: string }
  }
  async function round() {
    const { text } = await ask('issueToken', 'POST', '/token', { form: { username: USERNAME, password } })
    const first = JSON.parse(text) as { access_token: string; refresh_token: string }
    await ask('getProtected', 'GET', '/protected', { token: first.access_token })
    await ask('getProtected', 'GET', '/protected')
    const second = await refresh(first.refresh_token)
    refreshes.rotated += 1
    const again = await refresh(first.refresh_token)
    if (again.refresh_token !== second.refresh_token) throw new Error('a retry got another successor')
    refreshes.retried += 1
    await refresh(second.refresh_token!)
    refreshes.rotated += 1
    const reused = await refresh(first.refresh_token)
    if (reused.reason !== 'refresh_reused') throw new Error(`a token that was used twice got ${JSON.stringify(reused)}`)
    refreshes.refresh_reused += 1
    await ask('issueToken', 'POST', '/token', { form: { username: 'nobody', password: 'a wrong password' } })
    await ask('none', 'GET', '/nowhere')
    await ask('getJwks', 'GET', '/.well-known/jwks.json')
    await sendMalformed(url)
  }
  const repeat = async () => {
    while (running) {
      await round()
      await sleep(PAUSE_MS)
    }
  }
  const askers = Promise.all(Array.from({ length: ASKERS }, repeat))
  askers.catch(() => {}) // `stop` throws it.
  return {
    counted,
    refreshes,
    async stop() {
      running = false
      await askers
    },
  }
}

function send(url: string, method: string, form: Record<string, string> | undefined, token: string | undefined): Promise<Answer> {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString()
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode!, text }))
    })
    asked.on('error', reject).end(body)
  })
}

/** Sends bytes that are no request, and waits until the service ends the connection. */
function sendMalformed(url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write('this is no request\r\n\r\n'))
    socket
      .on('error', reject)
      .on('close', () => resolve())
      .resume()
  })
}
