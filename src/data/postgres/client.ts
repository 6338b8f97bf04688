import pg from 'pg'
import type { System } from '../../system.ts'
import { STANDBY, StorageError } from '../storage-error.ts'
import { noted, type StorageWatch } from '../storage-watch.ts'
import { fromPostgres, isReadOnly, isSharedSession, isSilence, isSpent, isStaleStatement, mayBeOfStandby, withRetries } from './errors.ts'
import type { ReadOnlyPause } from './read-only.ts'
import { askingRecovery, believedRows, fromStandby } from './recovery.ts'
import type { StatementNames } from './statement-names.ts'

/** What a full disk or a server that can only be read does not keep from. */
const READS = /^\s*(select|begin|start transaction|rollback)\b/i

/** What answers with rows that somebody decides by. */
const ANSWERS = /^\s*select\b/i

/** What a pause holds back. A transaction that came as far as its commit may end. */
const isHeldBack = (text: string): boolean => !READS.test(text) && text !== 'commit'

/**
 * Of one try. A try that began just before the database's name moved has ended, and another has succeeded,
 * within 2 s.
 */
const CONNECT_LIMIT_MS = 1500

type Query = (...args: unknown[]) => Promise<pg.QueryResult>

/** What the connections of one pool have in common. */
export interface PoolState {
  names: StatementNames
  readOnly: ReadOnlyPause
  /** Rises when a connection falls silent: those that were made before may lead to the same dead machine. */
  era: number
  watch: StorageWatch
  system: System
}

/** A connection as the pool gives it out. */
export interface PoolClient extends pg.PoolClient {
  /** Whether it must not be used again. */
  readonly isRetired: boolean
  /** Ends it without a word to the server, which may be gone. */
  sever(): void
}

/**
 * A client for Kysely: names statements, asks each read for a standby, tries again after a collision, and
 * tells storage errors from others.
 */
export function poolClient(state: PoolState): typeof pg.Client {
  return class extends pg.Client implements Pick<PoolClient, 'isRetired' | 'sever'> {
    readonly #era = state.era
    #retired = false
    #wasReadOnly = false

    constructor(config?: pg.ClientConfig) {
      // The pool's own limit, which it gives to each connection, is for those who wait for one.
      super({ ...config, connectionTimeoutMillis: CONNECT_LIMIT_MS })
      // A connection may end between two statements of a transaction, when the pool does not listen; the next
      // statement then says so.
      this.on('error', () => {})
    }

    get isRetired(): boolean {
      return this.#retired || this.#era < state.era
    }

    sever(): void {
      ;(this as unknown as { connection: pg.Connection }).connection.stream.destroy()
    }

    // Kysely asks only by text and values; other forms (of the pool itself) pass as they are, and answer `R`
    // as pg does.
    override query<R>(...args: unknown[]): R {
      const [text, values] = args
      if (typeof text !== 'string' || args.length > 2 || typeof values === 'function') return this.#plain(...args) as R
      return this.#ask(text, (values ?? []) as unknown[]) as R
    }

    async #ask(text: string, values: unknown[]): Promise<pg.QueryResult> {
      const use = READS.test(text) ? 'read' : 'write'
      const inTransaction = this.getTransactionStatus() !== 'I'
      if (state.readOnly.error !== undefined && isHeldBack(text)) throw state.readOnly.error
      try {
        const answer = () => this.#answer(text, values)
        const result = await (inTransaction ? answer() : withRetries(state.system, answer, () => this.#readCommitted(answer)))
        state.watch.answered(use)
        return result
      } catch (error) {
        throw noted(state.watch, use, await this.#judged(error, inTransaction))
      }
    }

    /**
     * One try in a transaction of its own. It waits for the rows that others change, where the default of the
     * database may fail again and again.
     */
    async #readCommitted(answer: () => Promise<pg.QueryResult>): Promise<pg.QueryResult> {
      await this.#plain('start transaction isolation level read committed')
      try {
        const result = await answer()
        await this.#plain('commit')
        return result
      } catch (error) {
        await this.#plain('rollback').catch(() => {})
        throw error
      }
    }

    async #answer(text: string, values: unknown[]): Promise<pg.QueryResult> {
      if (!ANSWERS.test(text)) return this.#send(text, values)
      const asked = await this.#send(askingRecovery(text), values)
      return { ...asked, rows: believedRows(asked) }
    }

    async #send(text: string, values: unknown[]): Promise<pg.QueryResult> {
      const name = values.length === 0 ? undefined : state.names.nameOf(text)
      if (name === undefined) return this.#plain(text, values)
      try {
        return await this.#plain({ name, text, values })
      } catch (error) {
        if (isStaleStatement(error)) state.names.drop(text)
        if (isSharedSession(error) && state.names.giveUp()) state.watch.namesLost()
        throw error
      }
    }

    /** The error as callers know it; decides if this connection may be used again. */
    async #judged(error: unknown, inTransaction: boolean): Promise<unknown> {
      if (isSilence(error)) state.era += 1
      // The next user of this connection would wait for the statement that still runs, or find it closed.
      if (isSpent(error)) void this.end().catch(() => {})
      const judged = fromPostgres(mayBeOfStandby(error) && (await this.#isStandby(inTransaction)) ? fromStandby(error) : error)
      if (!(judged instanceof StorageError)) return judged
      if (judged.storageCode === STANDBY) this.#retired = true
      if (isReadOnly(judged)) this.#pauseWrites(judged)
      return judged
    }

    /**
     * A primary refused a write. This connection still reads, so it stays. It goes the second time: a session
     * keeps the default that it began with (`ALTER DATABASE … SET`), and would refuse for ever.
     */
    #pauseWrites(error: StorageError): void {
      this.#retired ||= this.#wasReadOnly
      this.#wasReadOnly = true
      state.readOnly.begin(error)
    }

    /**
     * A failed transaction answers no question, so it is rolled back; Kysely does so again, which does
     * nothing.
     */
    async #isStandby(inTransaction: boolean): Promise<boolean> {
      try {
        if (inTransaction) await this.#plain('rollback')
        return (await this.#plain('select pg_is_in_recovery() as standby')).rows[0].standby
      } catch {
        this.#retired = true
        return false
      }
    }

    #plain(...args: unknown[]): Promise<pg.QueryResult> {
      return (super.query as Query)(...args)
    }
  }
}
