import type { ErrorCode } from '../../errors.ts'

/** How requests ended, in plain numbers that `/metrics` reads. Counting must cost next to nothing. */
export interface RequestCounts {
  /** By operationId; `none` stands for requests that fit no operation, such as an unknown path. */
  operations: Map<string, OperationCounts>
  /** Refused requests, by their code in the log. */
  refusals: Map<ErrorCode | 'defect', number>
  /** What was refused before it was read as a request. */
  unread: Map<ErrorCode | 'defect', number>
}

interface OperationCounts {
  statuses: Float64Array
  /** The place of a time is `32 - Math.clz32(tookMs * 4)`: bucket n counts what took less than 2ⁿ / 4 ms. */
  buckets: Float64Array
  tookMs: number
}

export const newRequestCounts = (): RequestCounts => ({ operations: new Map(), refusals: new Map(), unread: new Map() })

const BUCKETS = 16
const STATUSES = 600

export const newOperationCounts = (): OperationCounts => ({
  statuses: new Float64Array(STATUSES),
  buckets: new Float64Array(BUCKETS),
  tookMs: 0,
})
