import type { RequestCounts } from '../../counts/request-counts.ts'
import type { Family } from './family.ts'
import { secondsOf } from './histograms.ts'

export const requestFamilies = ({ operations, refusals, unread }: RequestCounts): readonly Family[] => [
  {
    name: 'mintmark_http_requests_total',
    kind: 'counter',
    help: 'Requests that were answered, by operationId and status.',
    labels: ['operation', 'status'],
    read: () =>
      [...operations].flatMap(([operation, { statuses }]) =>
        [...statuses].flatMap((value, status) => (value === 0 ? [] : [{ labels: { operation, status: String(status) }, value }])),
      ),
  },
  {
    name: 'mintmark_http_request_duration_seconds',
    kind: 'histogram',
    help: 'Time from the arrival of a request until its answer is ready.',
    labels: ['operation'],
    read: () => [...operations].map(([operation, durations]) => secondsOf(durations, { operation })),
  },
  {
    name: 'mintmark_refusals_total',
    kind: 'counter',
    help: 'Requests that were refused, by the code in the log.',
    labels: ['code'],
    read: () => byCode(refusals),
  },
  {
    name: 'mintmark_http_unread_requests_total',
    kind: 'counter',
    help: 'What was refused before it was read as a request, by the code in the log.',
    labels: ['code'],
    read: () => byCode(unread),
  },
]

const byCode = (counts: Map<string, number>) => [...counts].map(([code, value]) => ({ labels: { code }, value }))
