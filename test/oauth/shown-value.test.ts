// What a refusal repeats of a refused scope or resource (REQUIREMENTS T 10).
import { expect, test } from 'vitest'
import { shownValue } from '../../src/oauth/shown-value.ts'

test.each([
  ['orders:read', 'orders:read'],
  ['https://orders.example.com/a/b', 'https://orders.example.com/a/b'],
  ['urn:example:orders', 'urn:example:orders'],
  ['https://orders.example.com/?key=hunter2', 'https://orders.example.com/'],
  ['https://orders.example.com#hunter2', 'https://orders.example.com'],
  ['https://me:hunter2@orders.example.com/a', 'https://orders.example.com/a'],
  ['https://hunter2@orders.example.com', 'https://orders.example.com'],
  ['https://me:hunter2@x@orders.example.com', 'https://orders.example.com'],
  ['https:\\\\me:hunter2@orders.example.com', 'https:??orders.example.com'],
  ['https:/me:hunter2@orders.example.com', 'https:/orders.example.com'],
  ['//me:hunter2@orders.example.com', '//orders.example.com'],
  ['me:hunter2@orders.example.com', 'me:orders.example.com'],
  ['hunter2@orders', 'orders'],
  ['https://orders.example.com/@me', 'https://orders.example.com/@me'],
  ['a"b\\c\u00e9\n', 'a?b?c??'],
  ['x'.repeat(100), 'x'.repeat(100)],
  ['x'.repeat(101), `${'x'.repeat(97)}...`],
  ['?', ''],
  ['', ''],
])('%j is shown as %j (T 10)', (value, shown) => {
  expect(shownValue(value)).toBe(shown)
  expect(shownValue(value)).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]{0,100}$/)
})
