import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import { type Client, firstEpoch } from './client.ts'
import { clientProblems, type Rejected } from './client-problem.ts'
import type { ClientSecrets, StoredSecret } from './client-secret.ts'
import type { ClientRecord, ClientStore } from './client-store.ts'
import { createClientUpdate } from './client-update.ts'
import { described, givenSecretProblems, type NewClient, takesSecret } from './new-client.ts'

/** How long the previous secret stays alive by default: a day, in which the new one can be handed out. */
export const PREVIOUS_SECRET_SECONDS = 86_400

type ClientCreation =
  /** `secret` is present if the service made it. It is shown only now. */
  { kind: 'created'; client: ClientRecord; secret?: string } | Rejected<'unacceptable' | 'taken'>

interface RotatedSecret {
  kind: 'rotated'
  secret: string
  previousExpiresAtMs: number
  /**
   * When an older secret would have ended, which had to go because a client never has three. Absent if
   * none was alive.
   */
  displacedExpiresAtMs?: number
}

export type ClientAdministration = ReturnType<typeof createClientAdministration>

/** Registers and changes clients. The caller decides who may do so. */
export function createClientAdministration({
  store,
  secrets,
  issuer,
  system,
}: {
  store: ClientStore
  secrets: ClientSecrets
  issuer: string
  system: System
}) {
  const storedSecret = (secret: string, createdAtMs: number): StoredSecret => ({
    id: randomId(system),
    hmac: secrets.hmacOf(secret),
    createdAtMs,
    expiresAtMs: null,
  })
  return {
    isUnderPrevious: secrets.isUnderPrevious,

    /** Registers a client, or lists every problem at once. */
    async create(client: NewClient, act: Act): Promise<ClientCreation> {
      const description = described(client)
      const problems = [...(await clientProblems(description, issuer)), ...givenSecretProblems(description, client.secret)]
      if (problems.length > 0) return { kind: 'unacceptable', problems }
      const made = client.secret === undefined && takesSecret(description) ? secrets.make() : undefined
      const secret = made ?? client.secret
      const stored = secret === undefined ? undefined : storedSecret(secret, act.atMs)
      const registered: Client = {
        ...description,
        epoch: firstEpoch(system),
        createdAtMs: act.atMs,
        disabledAtMs: client.disabled ? act.atMs : null,
      }
      if (!(await store.create(registered, stored, act))) return { kind: 'taken', member: 'id' }
      const record = { ...registered, secrets: stored === undefined ? [] : [stored] }
      return { kind: 'created', client: record, ...(made === undefined ? {} : { secret: made }) }
    },

    change: createClientUpdate({ store, issuer, system }),

    /** Makes a new secret. The newest one before it stays alive for a time; any other is dead at once. */
    async rotateSecret(id: string, previousSeconds: number, act: Act): Promise<RotatedSecret | Rejected<'unknown' | 'takes_no_secret'>> {
      const client = await store.find(id)
      if (client === undefined) return { kind: 'unknown' }
      if (!takesSecret(client)) return { kind: 'takes_no_secret' }
      const secret = secrets.make()
      const previousExpiresAtMs = act.atMs + previousSeconds * 1000
      // Remove the previous secret if it must end now. An end that a wrong clock wrote could lie ahead.
      const livesOn = previousSeconds > 0 ? previousExpiresAtMs : null
      const gone = await store.rotateSecret(id, storedSecret(secret, act.atMs), livesOn, act)
      if (gone === undefined) return { kind: 'unknown' }
      const displacedExpiresAtMs = gone.map(({ expiresAtMs }) => expiresAtMs).find((atMs) => atMs !== null && atMs > act.atMs)
      return { kind: 'rotated', secret, previousExpiresAtMs, ...(displacedExpiresAtMs == null ? {} : { displacedExpiresAtMs }) }
    },
  }
}
