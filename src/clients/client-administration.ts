import { isDeepStrictEqual } from 'node:util'
import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import { type Client, firstEpoch } from './client.ts'
import { type ClientProblem, clientProblems } from './client-problem.ts'
import type { ClientSecrets, StoredSecret } from './client-secret.ts'
import type { ClientChange, ClientRecord, ClientStore } from './client-store.ts'
import { described, givenSecretProblems, type NewClient, takesSecret } from './new-client.ts'

/** How long the secret before a new one lives on, unless it is said otherwise: a day to hand out the new one. */
export const PREVIOUS_SECRET_SECONDS = 86_400
export const MAX_PREVIOUS_SECRET_SECONDS = 30 * 86_400

/** `secret` was made here, and is shown this once; absent where none was. `taken`: another client has the id. */
export type Created = { client: ClientRecord; secret?: string } | { problems: ClientProblem[] } | { taken: true }
/** Undefined where there is no such client. */
export type Changed = { client: ClientRecord } | { problems: ClientProblem[] } | undefined
/** Undefined where there is no such client. */
export type RotatedSecret = { secret: string; previousExpiresAtMs: number } | { takesNone: true } | undefined

export type ChangeWanted = Omit<ClientChange, 'disabledAtMs'> & { disabled?: boolean | undefined }

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

    /** Only what differs is written, and told of. */
    async change(id: string, wanted: ChangeWanted, act: Act): Promise<Changed> {
      const before = await clients.find(id)
      if (before === undefined) return undefined
      const change = differing(wanted, before, act.atMs)
      const client = { ...before, ...change }
      const problems = await clientProblems(client, issuer)
      if (problems.length > 0) return { problems }
      if (Object.keys(change).length > 0 && !(await clients.change(id, change, act))) return undefined
      return { client }
    },

    /** A new secret beside the newest one, which lives on for a time; any other is dead at once. */
    async rotateSecret(id: string, previousSeconds: number, act: Act): Promise<RotatedSecret> {
      const client = await clients.find(id)
      if (client === undefined) return undefined
      if (!takesSecret(client)) return { takesNone: true }
      const secret = secrets.make()
      const previousExpiresAtMs = act.atMs + previousSeconds * 1000
      return (await clients.rotateSecret(id, kept(secret, act.atMs), previousExpiresAtMs, act))
        ? { secret, previousExpiresAtMs }
        : undefined
    },
  }
}

/** What of it is not so already. */
export function differing({ disabled, ...wanted }: ChangeWanted, before: Client, atMs: number): ClientChange {
  const members = Object.entries(wanted).filter(
    ([member, value]) => value !== undefined && !isDeepStrictEqual(value, before[member as keyof Client]),
  )
  const isDisabled = before.disabledAtMs !== null
  return {
    ...(Object.fromEntries(members) as ClientChange),
    ...(disabled === undefined || disabled === isDisabled ? {} : { disabledAtMs: disabled ? atMs : null }),
  }
}
