import type { ErrorCode } from '../errors.ts'
import { type Durations, newDurations } from './durations.ts'

/** How requests ended. */
export interface RequestCounts {
  /** By operationId; `none` stands for requests that fit no operation, such as an unknown path. */
  operations: Map<string, OperationCounts>
  /** Refused requests, by their code in the log. */
  refusals: Map<ErrorCode | 'defect', number>
  /** What was refused before it was read as a request. */
  unread: Map<ErrorCode | 'defect', number>
}

type OperationCounts = Durations & { statuses: Float64Array }

export const newRequestCounts = (): RequestCounts => ({ operations: new Map(), refusals: new Map(), unread: new Map() })

const STATUSES = 600

export const newOperationCounts = (): OperationCounts => ({ ...newDurations(), statuses: new Float64Array(STATUSES) })
