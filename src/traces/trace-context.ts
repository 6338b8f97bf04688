/** The id that names one request in many services (W3C Trace Context, §3.2). */
export interface TraceContext {
  traceId: string
  /** The span of the caller. */
  spanId: string
  /** Whether the caller records the trace (§3.2.2.5.1). */
  isSampled: boolean
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const NONE = /^0+$/
/** Forbidden (§3.2.2.1). */
const NO_VERSION = 'ff'
const SAMPLED = 1

/**
 * Parses the header `traceparent`. A later version may append fields, which are ignored (§3.2.4).
 *
 * @returns undefined if the header is malformed; then it must be ignored.
 */
export function parseTraceparent(header: string): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', rest] = TRACEPARENT.exec(header) ?? []
  if (version === undefined || version === NO_VERSION || (version === '00' && rest !== undefined)) return undefined
  if (NONE.test(traceId) || NONE.test(spanId)) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 }
}
