// The header `traceparent` (W3C Trace Context §3.2), with the examples of the recommendation.
import { describe, expect, test } from 'vitest'
import { parseTraceparent } from '../../src/traces/trace-context.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

test.each([
  ['sampled', `00-${TRACE}-${SPAN}-01`, true],
  ['not sampled', `00-${TRACE}-${SPAN}-00`, false],
  ['flags that are not known yet (W3C Trace Context §3.2.2.5)', `00-${TRACE}-${SPAN}-fe`, false],
  ['a later version', `01-${TRACE}-${SPAN}-03`, true],
  ['a later version with another field (W3C Trace Context §3.2.4)', `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, true],
])('%s is read', (_, header, isSampled) => expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled }))

describe('a malformed header is ignored', () => {
  test.each([
    ['empty', ''],
    ['the forbidden version', `ff-${TRACE}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a long span id', `00-${TRACE}-${SPAN}0-01`],
    ['one digit of flags', `00-${TRACE}-${SPAN}-1`],
    ['version 00 with another field', `00-${TRACE}-${SPAN}-01-more`],
    ['a later version with more digits', `01-${TRACE}-${SPAN}-010`],
    ['two headers in one', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['a line end', `00-${TRACE}-${SPAN}-01\n`],
    ['spaces', ` 00-${TRACE}-${SPAN}-01`],
  ])('%s', (_, header) => expect(parseTraceparent(header)).toBeUndefined())
})
