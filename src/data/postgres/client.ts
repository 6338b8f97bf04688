import pg from 'pg'
import type { System } from '../../system.ts'
import { STANDBY, StorageError } from '../storage-error.ts'
import { noted, type StorageWatch } from '../storage-watch.ts'
import { fromPostgres, isReadOnly, isSharedSession, isSilence, isSpent, isStaleStatement, mayBeOfStandby, withRetries } from './errors.ts'
import type { ReadOnlyPause } from './read-only.ts'
import { askingRecovery, believedRows, fromStandby } from './recovery.ts'
import type { StatementNames } from './statement-names.ts'
import type { createTlsOptions } from './tls.ts'

/** Statements that still work if the disk is full or the server is read-only. */
const READS = /^\s*(select|begin|start transaction|rollback)\b/i

/** Statements whose rows decide something. */
const ANSWERS = /^\s*select\b/i

/** Checks that a pause holds the statement back. A transaction that has reached its commit may end. */
const isHeldBack = (text: string): boolean => !READS.test(text) && text !== 'commit'

/**
 * The limit of one try to connect. If the database's name moves, one try can fail and the next succeed within
 * 2 s.
 */
const CONNECT_LIMIT_MS = 1500

type Query = (...args: unknown[]) => Promise<pg.QueryResult>

/** What the connections of one pool share. */
export interface PoolState {
  names: StatementNames
  readOnly: ReadOnlyPause
  /** Rises when a server stops answering. Connections made before may lead to the same dead machine. */
  era: number
  /** Returns how a new connection is encrypted. */
  tls: ReturnType<typeof createTlsOptions>
  watch: StorageWatch
  system: System
}

/** A connection as the pool gives it out. */
export interface PoolClient extends pg.PoolClient {
  /** Whether it must not be used again. */
  readonly isRetired: boolean
  /** Closes it without notifying the server, which may be gone. */
  sever(): void
}

/**
 * Creates the client class for Kysely. It names statements, checks that reads are not from a standby, retries
 * after a collision and classifies errors.
 */
export function poolClient(state: PoolState): typeof pg.Client {
  return class extends pg.Client implements Pick<PoolClient, 'isRetired' | 'sever'> {
    readonly #era = state.era
    #retired = false
    #wasReadOnly = false

    constructor(config?: pg.ClientConfig) {
      // The pool passes on its own limit, which is meant for callers that wait for a connection.
      super({ ...config, ssl: state.tls(), connectionTimeoutMillis: CONNECT_LIMIT_MS })
      // A connection may end between two statements of a transaction, when the pool does not listen. The next
      // statement then reports it.
      this.on('error', () => {})
    }

    get isRetired(): boolean {
      return this.#retired || this.#era < state.era
    }

    sever(): void {
      ;(this as unknown as { connection: pg.Connection }).connection.stream.destroy()
    }

    // Kysely passes only text and values. The pool uses other forms; they go through unchanged and return `R`
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
      const beganMs = performance.now()
      try {
        const answer = () => this.#answer(text, values)
        const result = await (inTransaction ? answer() : withRetries(state.system, answer, () => this.#readCommitted(answer)))
        const tookMs = performance.now() - beganMs
        state.watch.answered(use, tookMs)
        state.watch.ran?.([text], tookMs)
        return result
      } catch (error) {
        state.watch.ran?.([text], performance.now() - beganMs, error)
        throw noted(state.watch, use, await this.#judged(error, inTransaction))
      }
    }

    /**
     * Makes one try in its own transaction. It waits for rows that others are changing; the database's
     * default might fail each time.
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
      const result = await this.#send(askingRecovery(text), values)
      return { ...result, rows: believedRows(result) }
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

    /** Turns an error into what callers expect, and decides if this connection may be used again. */
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
     * A primary refused a write; the connection still reads, so it stays the first time. The second time it
     * goes: a session keeps its first default (`ALTER DATABASE … SET`), and would refuse for ever.
     */
    #pauseWrites(error: StorageError): void {
      this.#retired ||= this.#wasReadOnly
      this.#wasReadOnly = true
      state.readOnly.begin(error)
    }

    /**
     * Rolls a failed transaction back first, since it runs no query. Kysely rolls back again, which does
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
