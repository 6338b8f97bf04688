import type { SpanCounts } from '../traces/exporter.ts'
import type { Family } from './family.ts'

/** @param counts Undefined if nothing is traced. */
export const spanFamilies = (counts: (() => SpanCounts) | undefined): readonly Family[] => [
  {
    name: 'mintmark_spans_exported_total',
    kind: 'counter',
    help: 'Spans that the receiver of traces took.',
    labels: [],
    read: () => (counts === undefined ? [] : [{ labels: {}, value: counts().exported }]),
  },
  {
    name: 'mintmark_spans_dropped_total',
    kind: 'counter',
    help: 'Spans that were lost, because too many waited or the receiver of traces did not take them.',
    labels: [],
    read: () => (counts === undefined ? [] : [{ labels: {}, value: counts().dropped }]),
  },
]
