import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import { type Client, firstEpoch } from './client.ts'
import { type ClientProblem, clientProblems } from './client-problem.ts'
import type { ClientSecrets, StoredSecret } from './client-secret.ts'
import type { ClientRecord, ClientStore } from './client-store.ts'
import { createClientUpdate } from './client-update.ts'
import { described, givenSecretProblems, type NewClient, takesSecret } from './new-client.ts'

/** How long the secret before a new one lives on, unless it is said otherwise: a day to hand out the new one. */
export const PREVIOUS_SECRET_SECONDS = 86_400

/** `secret` was made here, and is shown this once; absent where none was. `taken`: another client has the id. */
export type Created = { client: ClientRecord; secret?: string } | { problems: ClientProblem[] } | { taken: true }
/** `displacedExpiresAtMs`: until when another would have been good that had to go, for there are never three; absent where none had. Undefined where there is no such client. */
export type RotatedSecret = { secret: string; previousExpiresAtMs: number; displacedExpiresAtMs?: number } | { takesNone: true } | undefined

export type ClientAdministration = ReturnType<typeof createClientAdministration>

/** Clients as they are registered and changed, by whoever may. */
export function createClientAdministration({
  clients,
  secrets,
  issuer,
  system,
}: {
  clients: ClientStore
  secrets: ClientSecrets
  issuer: string
  system: System
}) {
  const kept = (secret: string, createdAtMs: number): StoredSecret => ({
    id: randomId(system),
    hmac: secrets.hmacOf(secret),
    createdAtMs,
    expiresAtMs: null,
  })
  return {
    isUnderPrevious: secrets.isUnderPrevious,

    async create(asked: NewClient, act: Act): Promise<Created> {
      const description = described(asked)
      const problems = [...(await clientProblems(description, issuer)), ...givenSecretProblems(description, asked.secret)]
      if (problems.length > 0) return { problems }
      const made = asked.secret === undefined && takesSecret(description) ? secrets.make() : undefined
      const secret = made ?? asked.secret
      const stored = secret === undefined ? undefined : kept(secret, act.atMs)
      const client: Client = {
        ...description,
        epoch: firstEpoch(system),
        createdAtMs: act.atMs,
        disabledAtMs: asked.disabled ? act.atMs : null,
      }
      if (!(await clients.create(client, stored, act))) return { taken: true }
      return { client: { ...client, secrets: stored === undefined ? [] : [stored] }, ...(made === undefined ? {} : { secret: made }) }
    },

    change: createClientUpdate({ clients, issuer, system }),

    /** A new secret beside the newest one, which lives on for a time; any other is dead at once. */
    async rotateSecret(id: string, previousSeconds: number, act: Act): Promise<RotatedSecret> {
      const client = await clients.find(id)
      if (client === undefined) return undefined
      if (!takesSecret(client)) return { takesNone: true }
      const secret = secrets.make()
      const previousExpiresAtMs = act.atMs + previousSeconds * 1000
      // One that is to end now goes for good: an end that a wrong clock wrote could lie ahead.
      const livesOn = previousSeconds > 0 ? previousExpiresAtMs : null
      const gone = await clients.rotateSecret(id, kept(secret, act.atMs), livesOn, act)
      if (gone === undefined) return undefined
      const displacedExpiresAtMs = gone.map(({ expiresAtMs }) => expiresAtMs).find((atMs) => atMs !== null && atMs > act.atMs)
      return { secret, previousExpiresAtMs, ...(displacedExpiresAtMs == null ? {} : { displacedExpiresAtMs }) }
    },
  }
}
