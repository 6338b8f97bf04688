import type { Attributes, Span, SpanKind } from '../../traces/span.ts'

/** Enumerations are numbers (OTLP 1, JSON Protobuf Encoding). */
const KINDS: Record<SpanKind, number> = { internal: 1, server: 2, client: 3 }
const STATUS_ERROR = 2

/** Bits of `Span.flags`: the flags of W3C Trace Context, then whether the parent is known to be remote. */
const [SAMPLED, HAS_IS_REMOTE, IS_REMOTE] = [1, 0x100, 0x200]

/** Returns what writes spans as an `ExportTraceServiceRequest` of OTLP, in JSON. */
export function createOtlpWriter(service: { resource: Attributes; name: string; version: string }): (spans: readonly Span[]) => string {
  const { resource, name, version } = service
  const ofProcess = { attributes: keyValues(resource) }
  return (spans) =>
    JSON.stringify({ resourceSpans: [{ resource: ofProcess, scopeSpans: [{ scope: { name, version }, spans: spans.map(spanJson) }] }] })
}

const spanJson = ({ traceId, spanId, parent, link, kind, name, startMs, endMs, attributes, hasFailed }: Span) => ({
  traceId,
  spanId,
  parentSpanId: parent?.spanId,
  flags: SAMPLED | HAS_IS_REMOTE | (parent?.isRemote ? IS_REMOTE : 0),
  name,
  kind: KINDS[kind],
  startTimeUnixNano: nanoseconds(startMs),
  endTimeUnixNano: nanoseconds(endMs),
  attributes: keyValues(attributes),
  links: link === undefined ? undefined : [linkJson(link)],
  status: hasFailed ? { code: STATUS_ERROR } : undefined,
})

const linkJson = ({ traceId, spanId, isSampled }: NonNullable<Span['link']>) => ({
  traceId,
  spanId,
  flags: (isSampled ? SAMPLED : 0) | HAS_IS_REMOTE | IS_REMOTE,
})

/** A 64-bit number is a decimal string. The clock has microseconds, which a double still holds. */
const nanoseconds = (ms: number): string => `${Math.round(ms * 1000)}000`

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }))
