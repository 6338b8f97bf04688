/**
 * What a request did, as a tree of spans. The room knows which trace the running code belongs to. It does not
 * know what is traced, or where spans go.
 *
 * Nothing here runs unless traces are on. Then the composition root wraps what has a span. To add a step,
 * call `Tracer.step` after it. Attributes must never hold what a client sent.
 *
 * @module
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import type { System } from '../system.ts'
import type { Span } from './span.ts'
import { parseTraceparent } from './trace-context.ts'

/** A request that is being answered. */
export interface Trace extends Pick<Span, 'traceId' | 'spanId' | 'parent' | 'link'> {
  startMs: number
  /** Adds up with `System.elapsedMs` to the time of day. */
  readonly offsetMs: number
  isOver: boolean
}

type Step = Pick<Span, 'kind' | 'name' | 'attributes' | 'hasFailed'>

export interface Tracer {
  /**
   * Begins the trace of a request. A trusted sender's `traceparent` is continued; that of a stranger is only
   * linked to.
   *
   * @returns undefined if this request is not traced.
   */
  begin(traceparent: string | undefined, isTrusted: boolean): Trace | undefined
  /** Runs `work`. Steps of `work`, and of all that it begins, belong to the trace. */
  within<T>(trace: Trace, work: () => T): T
  /** Adds a step that has just ended. It is ignored outside a trace, and after the end of its request. */
  step(step: Step, tookMs: number): void
  /** Ends a request. */
  end(trace: Trace, step: Omit<Step, 'kind'>): void
}

/**
 * @param share Which part of the requests is traced, from 0 to 1. A trusted sender decides for its own.
 * @param ended Gets each span when it has ended. It must neither throw nor block.
 */
export function createTracer({ system, share, ended }: { system: System; share: number; ended(span: Span): void }): Tracer {
  const traces = new AsyncLocalStorage<Trace>()
  const newId = (bytes: number) => system.randomBytes(bytes).toString('hex')
  const isChosen = () => share === 1 || system.randomBytes(4).readUInt32BE() < share * 2 ** 32

  return {
    begin(traceparent, isTrusted) {
      const sent = traceparent === undefined ? undefined : parseTraceparent(traceparent)
      const parent = isTrusted ? sent : undefined
      if (!(parent?.isSampled ?? isChosen())) return undefined
      const offsetMs = system.nowMs() - system.elapsedMs()
      const common = { spanId: newId(8), startMs: system.elapsedMs() + offsetMs, offsetMs, isOver: false }
      if (parent === undefined) return { ...common, traceId: newId(16), link: sent }
      return { ...common, traceId: parent.traceId, parent: { spanId: parent.spanId, isRemote: true } }
    },
    within: (trace, work) => traces.run(trace, work),
    step(step, tookMs) {
      const trace = traces.getStore()
      if (trace === undefined || trace.isOver) return
      const endMs = system.elapsedMs() + trace.offsetMs
      const parent = { spanId: trace.spanId, isRemote: false }
      ended({ ...step, traceId: trace.traceId, spanId: newId(8), parent, startMs: endMs - tookMs, endMs })
    },
    end(trace, step) {
      trace.isOver = true
      const { traceId, spanId, parent, link, startMs, offsetMs } = trace
      ended({ ...step, kind: 'server', traceId, spanId, parent, link, startMs, endMs: system.elapsedMs() + offsetMs })
    },
  }
}
