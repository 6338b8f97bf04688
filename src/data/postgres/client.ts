import pg from 'pg'
import { noted, type StorageWatch } from '../storage-watch.ts'
import { fromPostgres, isFailedTransaction, isSpent, isStaleStatement } from './errors.ts'
import type { StatementNames } from './statement-names.ts'

/** What a full disk or a server that can only be read does not keep from. */
const READS = /^(select|begin|rollback)\b/

type Query = (...args: unknown[]) => Promise<pg.QueryResult>

/** A client whose statements with parameters are prepared under a name, and which tells storage errors from others. */
export function namingClient(names: StatementNames, watch: StorageWatch): typeof pg.Client {
  return class NamingClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super(config)
      // A connection may end between two statements of a transaction, when the pool does not listen; the next statement then says so.
      this.on('error', () => {})
    }

    // Kysely asks only by text and values; other forms (of the pool itself) pass as they are.
    override query(...args: unknown[]): never {
      const [text, values] = args
      if (typeof text !== 'string' || args.length > 2 || typeof values === 'function') return this.#plain(...args) as never
      return this.#ask(text, (values ?? []) as unknown[]) as never
    }

    async #ask(text: string, values: unknown[]): Promise<pg.QueryResult> {
      const use = READS.test(text) ? 'read' : 'write'
      try {
        const result = values.length === 0 ? await this.#plain(text) : await this.#named(text, values)
        watch.answered(use)
        return result
      } catch (error) {
        // Whoever gets this connection next would wait for the statement that still runs, or find it closed.
        if (isSpent(error)) void this.end().catch(() => {})
        throw noted(watch, use, fromPostgres(error))
      }
    }

    async #named(text: string, values: unknown[]): Promise<pg.QueryResult> {
      const name = names.nameOf(text)
      try {
        return await this.#plain({ name, text, values })
      } catch (error) {
        if (name === undefined || !isStaleStatement(error)) throw error
        names.drop(text, name)
        return await this.#again(text, values, error)
      }
    }

    /** Once, under a new name: the server refused before it ran anything. In a transaction that failed with it, the first error stands. */
    async #again(text: string, values: unknown[], first: unknown): Promise<pg.QueryResult> {
      try {
        return await this.#plain({ name: names.nameOf(text), text, values })
      } catch (error) {
        throw isFailedTransaction(error) ? first : error
      }
    }

    #plain(...args: unknown[]): Promise<pg.QueryResult> {
      return (super.query as Query)(...args)
    }
  }
}
