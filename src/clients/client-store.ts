import type { Act } from '../events/event.ts'
import type { Client } from './client.ts'
import type { StoredSecret } from './client-secret.ts'

export type ClientRecord = Client & { secrets: readonly StoredSecret[] }

/** A client as it was read. By `asRead` the store knows whether the client has changed since. */
export type ReadClient = ClientRecord & { readonly asRead: unknown }

/** What may be changed of a client. An absent member stays. */
export type ClientChange = Partial<Omit<Client, 'id' | 'confidential' | 'epoch' | 'createdAtMs'>>

/**
 * Each change is written with its event, in one transaction.
 *
 * @throws {Refusal} unavailable, from every method, if the store cannot be read or written.
 */
export interface ClientStore {
  /** Returns false, and writes nothing, if the id is taken. */
  create(client: Client, secret: StoredSecret | undefined, act: Act): Promise<boolean>
  find(id: string): ReadClient | undefined | Promise<ReadClient | undefined>
  /** Lists clients by id, after the given one. */
  list(page: { afterId?: string | undefined; limit: number }): Promise<Client[]>
  /**
   * Writes at least one member if the client is still as it was read, apart from its secrets. Disabling
   * ends its sessions and tokens for good: enabling it again brings none back.
   *
   * @returns the client as it is then, or undefined if it has changed or is gone. Nothing was written in
   * that case.
   */
  change(before: ReadClient, change: ClientChange, act: Act): Promise<Client | undefined>
  /**
   * Deletes the client with its secrets, which ends its sessions. Returns false if the client does not
   * exist.
   */
  delete(id: string, act: Act): Promise<boolean>
  /**
   * Adds a secret, and keeps only the newest one before it, so that no more than two are ever live. That
   * one ends at `previousExpiresAtMs` unless it ends sooner; if that is null, it goes too.
   *
   * @returns the secrets that went, or undefined if the client does not exist.
   */
  rotateSecret(id: string, secret: StoredSecret, previousExpiresAtMs: number | null, act: Act): Promise<StoredSecret[] | undefined>
  /**
   * Replaces the HMAC `from` by `to`, which is that of the same secret under the service secret in force.
   * Does nothing if the HMAC was changed meanwhile.
   */
  rekeySecret(id: string, from: string, to: string): Promise<void>
  /**
   * Lists the ids of the clients that have a secret whose HMAC begins otherwise, and which is live at
   * `nowMs`.
   */
  listKeyedOtherwise(keyPrefix: string, nowMs: number): Promise<string[]>
  /**
   * Remembers the `jti` of an assertion until it expires. Returns false if it is known already: the
   * assertion is a replay (RFC 7523 §3).
   */
  rememberAssertion(assertion: { clientId: string; jti: string; expiresAtMs: number }): Promise<boolean>
  /** Forgets what expired before `beforeMs`, at most `limit` at once. Returns how many. */
  sweepAssertions(beforeMs: number, limit: number): Promise<number>
}
