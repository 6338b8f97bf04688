import manifest from '#package' with { type: 'json' }
import type { Config } from '../config.ts'
import { traced } from '../http/server/traced.ts'
import type { Log } from '../log.ts'
import { createPost } from '../ops/post.ts'
import { createSpanExporter } from '../ops/traces/exporter.ts'
import { createOtlpWriter } from '../ops/traces/otlp.ts'
import { hashSteps, signingSteps, statementSteps } from '../ops/traces/steps.ts'
import { randomId, type System } from '../system.ts'
import { createTracer } from '../traces/tracer.ts'
import type { Ingredients } from './given.ts'

export type Traces = NonNullable<ReturnType<typeof composeTraces>>

/** Composes what traces requests. Without a receiver it returns undefined, and then nothing is wrapped. */
export function composeTraces({ config, system, log }: { config: Config; system: System; log: Log }) {
  const { traces, trustedProxies, database } = config
  if (traces === undefined) return undefined
  const { url, headers, serviceName, share } = traces
  const { name, version } = manifest
  const resource = { 'service.name': serviceName, 'service.version': version, 'service.instance.id': randomId(system) }
  const exporter = createSpanExporter({ write: createOtlpWriter({ resource, name, version }), headers, post: createPost(url), log })
  const tracer = createTracer({ system, share, ended: exporter.add })
  return {
    exporter,
    ran: statementSteps(tracer, database.kind),
    signing: signingSteps(tracer, system),
    tallies: ({ argon2id, bcrypt }: HashTallies): HashTallies => ({
      argon2id: hashSteps(tracer, argon2id, 'argon2id', system),
      bcrypt: hashSteps(tracer, bcrypt, 'bcrypt', system),
    }),
    fetch: (fetch: Parameters<typeof traced>[0]) => traced(fetch, { tracer, trustedProxies }),
  }
}

type HashTallies = Ingredients['metrics']['hashes']['queues']
