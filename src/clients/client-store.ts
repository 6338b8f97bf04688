import type { Act } from '../events/event.ts'
import type { Client } from './client.ts'
import type { StoredSecret } from './client-secret.ts'

export type ClientRecord = Client & { secrets: readonly StoredSecret[] }

/** A client as it was read, with what the store knows that by. */
export type ReadClient = ClientRecord & { readonly asRead: unknown }

/** What may be changed of a client; what is absent stays. */
export type ClientChange = Partial<Omit<Client, 'id' | 'confidential' | 'epoch' | 'createdAtMs'>>

/** Each change is written with its event, in one transaction. Every method throws a `Refusal` of code `unavailable` where the store cannot be read or written. */
export interface ClientStore {
  /** False where the id is taken; then nothing was written. */
  create(client: Client, secret: StoredSecret | undefined, act: Act): Promise<boolean>
  find(id: string): Promise<ReadClient | undefined>
  /** By id, after the one given. */
  list(page: { afterId?: string | undefined; limit: number }): Promise<Client[]>
  /**
   * At least one member. The client as it is then; undefined, and nothing was written, where it is not any more as it was read, or is gone. Its secrets do not count.
   * To disable it ends its sessions and tokens for good: enabling it again brings none back.
   */
  change(before: ReadClient, change: ClientChange, act: Act): Promise<Client | undefined>
  /** With its secrets. Its sessions are dead, since an absent client is. */
  delete(id: string, act: Act): Promise<boolean>
  /**
   * Adds a secret beside the newest that is there, which ends at `previousExpiresAtMs` unless it ends sooner; any other goes. So no more than two are ever live. If
   * `previousExpiresAtMs` is null, the newest goes too. Answers with those that went; undefined where there is no such client.
   */
  rotateSecret(id: string, secret: StoredSecret, previousExpiresAtMs: number | null, act: Act): Promise<StoredSecret[] | undefined>
  /** The HMAC of one and the same secret under the service secret in force, in place of `from`; nothing where that was changed meanwhile. */
  rekeySecret(id: string, from: string, to: string): Promise<void>
  /** The clients, by id, that have a secret whose HMAC begins otherwise, and which is live at `nowMs`. */
  listKeyedOtherwise(keyPrefix: string, nowMs: number): Promise<string[]>
  /** Keeps an assertion's `jti` until it expires. False where it was kept before: the assertion is a replay (RFC 7523 §3). */
  rememberAssertion(assertion: { clientId: string; jti: string; expiresAtMs: number }): Promise<boolean>
  sweepAssertions(beforeMs: number, limit: number): Promise<number>
}
