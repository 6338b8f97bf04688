import { isDeepStrictEqual } from 'node:util'
import { CHANGED_MEANWHILE, createContention } from '../contention.ts'
import type { Act } from '../events/event.ts'
import type { System } from '../system.ts'
import type { Client } from './client.ts'
import { type ClientProblem, clientProblems } from './client-problem.ts'
import type { ClientChange, ClientRecord, ClientStore } from './client-store.ts'

/** What is absent stays. */
export type ChangeWanted = Omit<ClientChange, 'disabledAtMs'> & { disabled?: boolean | undefined }
/** Undefined where there is no such client. */
export type Changed = { client: ClientRecord } | { problems: ClientProblem[] } | undefined

/** Throws `unavailable` where others change the client all the time. */
export type ClientUpdate = (id: string, wanted: ChangeWanted, act: Act) => Promise<Changed>

/** Changes of a client, each judged by what it is made of: where that was changed meanwhile, it is read and judged again. Only what differs is written, and told of. */
export function createClientUpdate({ clients, issuer, system }: { clients: ClientStore; issuer: string; system: System }): ClientUpdate {
  const contend = createContention(system)
  return (id, wanted, act) =>
    contend(id, async () => {
      const before = await clients.find(id)
      if (before === undefined) return undefined
      const problems = await problemsOf(wanted, before, issuer)
      if (problems.length > 0) return { problems }
      const change = differing(wanted, before, act.atMs)
      if (Object.keys(change).length === 0) return { client: before }
      const after = await clients.change(before, change, act)
      return after === undefined ? CHANGED_MEANWHILE : { client: { ...after, secrets: before.secrets } }
    })
}

/** None where it is only kept out, or let in again: that can be done whatever else is wrong with it, as under another issuer. */
function problemsOf({ disabled: _, ...members }: ChangeWanted, before: Client, issuer: string): Promise<ClientProblem[]> | [] {
  return Object.keys(members).length === 0 ? [] : clientProblems({ ...before, ...members }, issuer)
}

/** What of it is not so already. */
export function differing({ disabled, ...wanted }: ChangeWanted, before: Client, atMs: number): ClientChange {
  const members = Object.entries(wanted).filter(([member, value]) => !isDeepStrictEqual(value, before[member as keyof Client]))
  const isDisabled = before.disabledAtMs !== null
  return {
    ...(Object.fromEntries(members) as ClientChange),
    ...(disabled === undefined || disabled === isDisabled ? {} : { disabledAtMs: disabled ? atMs : null }),
  }
}
