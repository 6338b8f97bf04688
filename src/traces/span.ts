import type { TraceContext } from './trace-context.ts'

/** Names by OpenTelemetry's semantic conventions. A value is a word of this service, or a number. */
export type Attributes = Record<string, string | number>

/** Something that a request did, and how long it took (OpenTelemetry, Span). */
export interface Span {
  traceId: string
  spanId: string
  /** The caller of a request, or the request of a step. */
  parent?: { spanId: string; isRemote: boolean } | undefined
  /** A trace that this one only mentions, since its sender is not trusted. */
  link?: TraceContext | undefined
  kind: SpanKind
  name: string
  /** Milliseconds since the epoch, with fractions. */
  startMs: number
  endMs: number
  attributes: Attributes
  hasFailed: boolean
}

/** `server`: a request; `client`: a call to another server; `internal`: work of this process. */
export type SpanKind = 'internal' | 'server' | 'client'
