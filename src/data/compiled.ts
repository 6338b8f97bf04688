import { CompiledQuery } from 'kysely'
import type { Statement } from './statement.ts'

/** A statement as Kysely executes it. */
export const compiled = <R>({ sql, parameters }: Statement): CompiledQuery<R> => CompiledQuery.raw(sql, [...parameters]) as CompiledQuery<R>
