// Runs after all other tests. A declared response that no test has seen is an unchecked promise.
import { expect, test } from 'vitest'
import { readSeen, seenKey } from '../support/conformance.ts'
import { deref, operations } from '../support/contract.ts'

/** Responses that no test can cause, with the reason. An entry is removed as soon as a test can. */
const UNSEEN: Record<string, string> = {}

const declared = operations.flatMap(({ id, declared: { responses } }) =>
  Object.entries<object>(responses).flatMap(([status, response]) =>
    Object.keys(deref(response).content ?? { '': {} }).map((media) => seenKey(id, status, media)),
  ),
)
const seen = readSeen()

test.each(declared.filter((response) => !(response in UNSEEN)))('%s was seen', (response) => {
  expect(seen).toContain(response)
})

test('the list of unseen responses names only declared ones', () => {
  expect(declared).toEqual(expect.arrayContaining(Object.keys(UNSEEN)))
})
