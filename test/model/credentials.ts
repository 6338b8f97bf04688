/**
 * Credentials of every kind. New ones replace those that have grown old, or that a request has ended.
 *
 * @module
 */

import { type Operation, scopesOf, takesToken } from '../support/contract.ts'
import type { Random } from '../support/random.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../support/service.ts'
import { ORDERS } from './generated-values.ts'
import type { Facts, KnownValues } from './known-values.ts'

type Headers = Record<string, string>
const bearer = (token: string | undefined): Headers => ({ authorization: `Bearer ${token}` })

const SERVICE_SCOPE = 'data:read'

const logIn = async (s: RunningService, username: string, asked: Facts): Promise<Facts> => {
  const login = { username, password: PASSWORD, ...asked }
  const { status, body } = await s.form('/token', login)
  if (status !== 200) throw new Error(`the login was answered with ${status}`)
  return { ...login, ...body }
}
const logInAdmin = async (s: RunningService, name: string): Promise<Facts> => {
  await s.addUser(name, { scope: 'data:read admin' })
  return logIn(s, name, { scope: 'admin', resource: ISSUER })
}
const addService = async (s: RunningService, name: string): Promise<Facts> => ({
  client_id: name,
  client_secret: await s.addClient(name, { scope: [SERVICE_SCOPE] }),
})

/** Each makes a user or client of this name, and returns the facts about it. */
const MAKERS = {
  none: async (): Promise<Facts> => ({}),
  garbage: async (): Promise<Facts> => ({ access_token: 'eyJ0eXAiOiJhdCtqd3QifQ.e30.AAAA' }),
  user: async (s: RunningService, name: string): Promise<Facts> => {
    await s.addUser(name)
    return logIn(s, name, { resource: ISSUER })
  },
  admin: logInAdmin,
  dead: async (s: RunningService, name: string): Promise<Facts> => {
    const facts = await logInAdmin(s, name)
    await s.send('POST', '/logout', { headers: bearer(facts.access_token) })
    return facts
  },
  'for another service': async (s: RunningService, name: string): Promise<Facts> => {
    await s.addUser(name)
    return logIn(s, name, { resource: ORDERS })
  },
  service: async (s: RunningService, name: string): Promise<Facts> => {
    const client = await addService(s, name)
    const form = { grant_type: 'client_credentials', resource: ISSUER, ...client }
    return { ...client, ...(await s.form('/token', form)).body }
  },
  client: addService,
  'a wrong client': async (s: RunningService, name: string): Promise<Facts> => {
    await addService(s, name)
    return { client_id: name, client_secret: 'mcs_wrong' }
  },
} satisfies Record<string, (s: RunningService, name: string) => Promise<Facts>>

export type Kind = keyof typeof MAKERS
const KINDS = Object.keys(MAKERS) as Kind[]

/** Well within the lifetime of an access token. */
const MAX_AGE_MS = 600_000
/** After so long, no throttle remembers what was refused. */
const FORGIVEN_SECONDS = 3600

export interface Credentials {
  of(kind: Kind): Promise<Headers>
  /** The next request of this kind has new ones. */
  drop(kind: Kind): void
}

export function createCredentials(s: RunningService, known: KnownValues): Credentials {
  const held = new Map<Kind, { headers: Headers; atMs: number }>()
  let made = 0
  const make = (kind: Kind): Promise<Facts> => {
    made += 1
    return MAKERS[kind](s, `${kind.replaceAll(' ', '-')}-${made}`)
  }
  return {
    async of(kind) {
      const old = held.get(kind)
      if (old !== undefined && s.system.nowMs() - old.atMs < MAX_AGE_MS) return old.headers
      const facts = await make(kind).catch(() => {
        s.system.advanceSeconds(FORGIVEN_SECONDS)
        return make(kind)
      })
      const { body } = kind === 'user' ? await s.get('/me/sessions', facts.access_token) : { body: {} }
      if (kind !== 'none') known.learn(facts, body)
      const headers = headersOf(facts)
      held.set(kind, { headers, atMs: s.system.nowMs() })
      return headers
    },
    drop: (kind) => void held.delete(kind),
  }
}

function headersOf({ access_token: token, client_id: id, client_secret: secret }: Facts): Headers {
  if (token !== undefined) return bearer(token)
  return id === undefined || secret === undefined ? {} : basic(id, secret)
}

/** Returns a kind that the operation asks for in two of three requests, and otherwise any. */
export function kindFor(operation: Operation, random: Random, said: Facts): Kind {
  if (random.number(3) === 0) return random.pick(KINDS)
  const { security } = operation.declared
  // A form that names its client, or a token of one, has said already who asks.
  const way =
    security.length === 0 || (!takesToken(operation) && (said.client_id ?? said.refresh_token)) ? {} : random.pick<object>(security)
  if (Object.keys(way).length === 0) return 'none'
  if (Object.hasOwn(way, 'clientBasic')) return 'client'
  if (scopesOf(operation).includes('admin')) return 'admin'
  return Object.hasOwn(way, 'clientCredentials') ? 'service' : 'user'
}

/** Returns true if the contract lets credentials of this kind into the operation. */
export function mayEnter(kind: Kind, operation: Operation): boolean {
  if (!takesToken(operation) || kind === 'admin') return true
  if (scopesOf(operation).includes('admin')) return false
  return (
    kind === 'user' || (kind === 'service' && operation.declared.security.some((way: object) => Object.hasOwn(way, 'clientCredentials')))
  )
}
