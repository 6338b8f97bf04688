// Every number in the prose of the contract is what the code does. Every citation is known by its title.
import { describe, expect, test } from 'vitest'
import { contract } from '../support/contract.ts'
import { citationsIn, numbersIn, proseDepartures, proseOf } from './prose.ts'
import { CITATIONS, SECTIONS } from './prose-citations.ts'
import { NUMBERS } from './prose-numbers.ts'

const sortedCitations = (text: string) => [...new Set(citationsIn(text))].sort()

test('each number of the prose is the one that the code has', () => {
  expect(proseDepartures(contract, numbersIn, NUMBERS)).toEqual([])
})

test('each citation of the prose is listed with its title', () => {
  expect(proseDepartures(contract, sortedCitations, CITATIONS)).toEqual([])
  for (const [citation, { title, at }] of Object.entries(SECTIONS)) expect([citation, title, at.length > 0]).not.toContain('')
})

test('prose has a citation for each RFC that it names', () => {
  for (const { at, text } of proseOf(contract)) expect(text.match(/RFC \d+/g)?.length ?? 0, at).toBe(citationsIn(text).length)
})

describe('the check', () => {
  test.each([
    ['digits', 'from 15 to 1024 code points', ['15', '1024 code points']],
    ['a unit', 'at most 64 KiB.', ['64 KiB']],
    ['a name', 'HTTP/1.1 in UTF-8, ES256 or Ed25519', ['HTTP/1.1', 'UTF-8', 'ES256', 'Ed25519']],
    ['words', 'for one day, five minutes, an hour', ['one day', 'five minutes', 'an hour']],
    ['no pronoun', 'one of them, or the one that works once', []],
    ['no citation', 'RFC 6749 §5.1 and RFC 7662', []],
  ])('finds %s', (_, text, numbers) => {
    expect(numbersIn(text)).toEqual(numbers)
  })

  test.each([
    ['a description', { info: { description: 'In 5 days.' } }, ['info says 5 days, not 4 days']],
    ['a summary', { info: { description: 'In 4 days.', summary: '7' } }, ['info/summary says 7, not nothing']],
    ['a lost number', { info: {} }, ['info says nothing, not 4 days']],
    [
      'a member called description',
      { info: { description: 'In 4 days.', properties: { description: { description: '9' } } } },
      ['info/properties/description says 9, not nothing'],
    ],
    ['no example', { info: { description: 'In 4 days.', examples: { one: { value: { description: '9' } } } } }, []],
  ])('sees %s', (_, document, departures) => {
    expect(proseDepartures(document, numbersIn, { info: ['4 days'] })).toEqual(departures)
  })
})
