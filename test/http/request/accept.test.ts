// RFC 9110 §12.5.1: which of several media types a request prefers.
import { expect, test } from 'vitest'
import { preferredType } from '../../../src/http/request/accept.ts'

const OFFERED = ['application/json', 'application/x-ndjson', 'text/event-stream'] as const

test.each([
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/html', 'application/json'],
  ['text/event-stream', 'text/event-stream'],
  ['Text/Event-Stream', 'text/event-stream'],
  ['text/event-stream, */*', 'text/event-stream'],
  ['text/*', 'text/event-stream'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['application/json, application/x-ndjson, text/event-stream', 'application/json'],
  ['application/x-ndjson, application/json;q=0.9', 'application/x-ndjson'],
  ['text/event-stream;q=0', 'application/json'],
])('Accept: %s prefers %s', (accept, type) => expect(preferredType(accept, OFFERED)).toBe(type))
