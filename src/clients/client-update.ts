import { isDeepStrictEqual } from 'node:util'
import { CHANGED_MEANWHILE, createContention } from '../contention.ts'
import type { Act } from '../events/event.ts'
import type { System } from '../system.ts'
import type { Client } from './client.ts'
import { type ClientProblem, clientProblems, type Rejected } from './client-problem.ts'
import type { ClientChange, ClientRecord, ClientStore } from './client-store.ts'

/** A change of a client. An absent member stays. */
export type WantedChange = Omit<ClientChange, 'disabledAtMs'> & { disabled?: boolean | undefined }
/**
 * Changes a client.
 *
 * @throws {Refusal} unavailable if others change the client all the time.
 */
export type ClientUpdate = (
  id: string,
  wanted: WantedChange,
  act: Act,
) => Promise<{ kind: 'changed'; client: ClientRecord } | Rejected<'unacceptable' | 'unknown'>>

/**
 * Judges a change by the client that was read, and writes only what differs, with its event. If the client
 * has changed meanwhile, it is read and judged again.
 */
export function createClientUpdate({ store, issuer, system }: { store: ClientStore; issuer: string; system: System }): ClientUpdate {
  const contend = createContention(system)
  return (id, wanted, act) =>
    contend(id, async () => {
      const before = await store.find(id)
      if (before === undefined) return { kind: 'unknown' }
      const problems = await problemsOf(wanted, before, issuer)
      if (problems.length > 0) return { kind: 'unacceptable', problems }
      const change = differing(wanted, before, act.atMs)
      if (Object.keys(change).length === 0) return { kind: 'changed', client: before }
      const after = await store.change(before, change, act)
      return after === undefined ? CHANGED_MEANWHILE : { kind: 'changed', client: { ...after, secrets: before.secrets } }
    })
}

/** Returns no problem if the client is only disabled or enabled. That must work under another issuer too. */
function problemsOf({ disabled: _, ...members }: WantedChange, before: Client, issuer: string): Promise<ClientProblem[]> | [] {
  return Object.keys(members).length === 0 ? [] : clientProblems({ ...before, ...members }, issuer)
}

/** Returns the members that differ from the client as it is. */
export function differing({ disabled, ...wanted }: WantedChange, before: Client, atMs: number): ClientChange {
  const members = Object.entries(wanted).filter(([member, value]) => !isDeepStrictEqual(value, before[member as keyof Client]))
  const isDisabled = before.disabledAtMs !== null
  return {
    ...(Object.fromEntries(members) as ClientChange),
    ...(disabled === undefined || disabled === isDisabled ? {} : { disabledAtMs: disabled ? atMs : null }),
  }
}
