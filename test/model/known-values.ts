/**
 * What earlier answers told: ids, tokens, secrets and cursors. Later requests use them, so that operations
 * meet real objects. Values of one answer stay together, such as a name and its one-time secret.
 *
 * @module
 */

import type { Random } from '../support/random.ts'

export type Facts = Record<string, string>

export interface KnownValues {
  /** Keeps what a success told, with what its request said. */
  learn(said: Facts, body: unknown): void
  /** Returns facts that have as many of `names` as any have, or none. */
  about(names: readonly string[], random: Random): Facts
}

/** Old facts make room, so that most requests meet what is still there. */
const MAX_KNOWN = 150
/** The newest are most often still there. */
const MAX_CHOICE = 8
/** A list of many objects must not push out all others. */
const MAX_OF_LIST = 3

/** How an object's `id` is called elsewhere, by the member that holds the object. */
const ID_OF: Record<string, string> = {
  user: 'user_id',
  users: 'user_id',
  User: 'user_id',
  client: 'client_id',
  clients: 'client_id',
  sessions: 'session_id',
  addresses: 'address_id',
}

export function createKnownValues(): KnownValues {
  let known: Facts[] = []
  return {
    learn(said, body) {
      const told = factsIn(body, 'user').map((facts) => withOtherNames({ ...said, ...facts }))
      known = [...known, ...told].slice(-MAX_KNOWN)
    },
    about(names, random) {
      const matches = known.map((facts) => names.filter((name) => Object.hasOwn(facts, name)).length)
      const most = Math.max(0, ...matches)
      const best = known.filter((_, index) => matches[index] === most)
      return most === 0 ? {} : random.pick(best.slice(-MAX_CHOICE))
    },
  }
}

/** Returns the texts of an object, and of each object within it with those of its parent. */
function factsIn(node: unknown, holder: string, above: Facts = {}): Facts[] {
  if (Array.isArray(node)) return node.slice(0, MAX_OF_LIST).flatMap((item) => factsIn(item, holder, above))
  if (node === null || typeof node !== 'object') return []
  const members = Object.entries(node)
  const texts = members.filter((member): member is [string, string] => typeof member[1] === 'string')
  const own = Object.fromEntries(texts.map(([name, text]) => [name === 'id' ? (ID_OF[holder] ?? name) : name, text]))
  const within = members.flatMap(([name, value]) => factsIn(value, name, { ...above, ...own }))
  return [...within, { ...above, ...own }]
}

/** Adds the names by which requests call the same values. */
function withOtherNames({ new_password, one_time_secret, ...facts }: Facts): Facts {
  const { password, secret, client_id, session_id, sid = session_id, next } = facts
  const others: Record<string, string | undefined> = {
    password: new_password ?? password,
    current_password: new_password ?? password,
    client_secret: secret,
    session_id: sid,
    after: next,
    id: client_id,
    token: facts.refresh_token ?? facts.access_token,
    // A new password has used it up.
    one_time_secret: new_password === undefined ? one_time_secret : undefined,
  }
  return { ...facts, ...Object.fromEntries(Object.entries(others).filter((other): other is [string, string] => other[1] !== undefined)) }
}
