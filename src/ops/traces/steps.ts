/**
 * The steps of a request that have a span of their own: statements, hashes and signatures. Each function
 * wraps what another room calls, so that the rooms do not know whether anybody traces.
 *
 * @module
 */

import type { HashTally } from '../../accounts/hashing/hash-queue.ts'
import type { JwtSigner } from '../../keys/jws-signature.ts'
import type { SigningAlg } from '../../keys/signing-key.ts'
import type { System } from '../../system.ts'
import type { SpanKind } from '../../traces/span.ts'
import type { Tracer } from '../../traces/tracer.ts'
import { statementName } from './statement-name.ts'

/** Names by the semantic conventions for databases. */
const SYSTEMS = {
  sqlite: { name: 'sqlite', kind: 'internal' },
  postgres: { name: 'postgresql', kind: 'client' },
} as const satisfies Record<string, { name: string; kind: SpanKind }>

/** Returns what `StorageWatch.ran` calls after each statement. Values never get into a span. */
export function statementSteps(tracer: Tracer, database: keyof typeof SYSTEMS) {
  const { name: system, kind } = SYSTEMS[database]
  return (texts: readonly string[], tookMs: number, error?: unknown): void => {
    const name = texts.map(statementName).join('; ')
    const size = texts.length === 1 ? {} : { 'db.operation.batch.size': texts.length }
    const attributes = { 'db.system.name': system, 'db.query.summary': name, ...size, ...errorType(error) }
    tracer.step({ kind, name, attributes, hasFailed: error !== undefined }, tookMs)
  }
}

/** Wraps what counts the hashes of one algorithm. */
export const hashSteps = (tracer: Tracer, tally: HashTally, algorithm: string, system: System): HashTally => ({
  ...tally,
  timed: (task) => timed(tracer, system, 'hash password', { 'mintmark.hash.algorithm': algorithm }, () => tally.timed(task)),
})

/** Wraps a signer. Its key is public, so the span may name it. */
export const signingSteps =
  (tracer: Tracer, system: System) =>
  (signer: JwtSigner, alg: SigningAlg): JwtSigner => ({
    ...signer,
    sign: (claims) => timed(tracer, system, 'sign JWT', { 'mintmark.signing.alg': alg }, () => signer.sign(claims)),
  })

async function timed<T>(
  tracer: Tracer,
  system: System,
  name: string,
  attributes: Record<string, string>,
  task: () => Promise<T>,
): Promise<T> {
  const beganMs = system.elapsedMs()
  const ended = (error?: unknown) =>
    tracer.step(
      { kind: 'internal', name, attributes: { ...attributes, ...errorType(error) }, hasFailed: error !== undefined },
      system.elapsedMs() - beganMs,
    )
  try {
    const result = await task()
    ended()
    return result
  } catch (error) {
    ended(error)
    throw error
  }
}

/** The class of an error. Its message may have values. */
const errorType = (error: unknown): Record<string, string> =>
  error === undefined ? {} : { 'error.type': error instanceof Error ? error.name : '_OTHER' }
