// Runs when all other tests are done. A response that the contract declares and no test has seen is a promise that nobody checked.
import { expect, test } from 'vitest'
import { readSeen, seenKey } from '../support/conformance.ts'
import { deref, operations } from '../support/contract.ts'

/** What no test can bring about, and why. Each goes as soon as one can. */
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

test('the list of those that cannot be seen names declared responses only', () => {
  expect(declared).toEqual(expect.arrayContaining(Object.keys(UNSEEN)))
})
