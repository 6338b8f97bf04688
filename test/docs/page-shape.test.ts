// What a page's placeholders match, and that the check can fail.
import { expect, test } from 'vitest'
import { expectShown } from '../support/page-shape.ts'

const held = (language: string, shown: string, printed: string) => {
  try {
    expectShown(language, shown, printed, 'here')
    return true
  } catch {
    return false
  }
}

test.each([
  ['json', '{ "a": "eyJ…", "n": 900 }', '{"n":900,"a":"eyJ0"}', true],
  ['json', '{ "a": "eyJ…" }', '{"a":"mrt_0"}', false],
  ['json', '{ "n": 900 }', '{"n":901}', false],
  ['json', '{ "n": 900 }', '{"n":900,"more":1}', false],
  ['json', '{ "n": 900, "more": 1 }', '{"n":900}', false],
  ['json', '{ "n": 900 }', '', false],
  ['json', '{ "at": "2026-01-01T00:00:00.000Z" }', '{"at":"2031-12-31T23:59:59.999Z"}', true],
  ['json', '{ "at": "2026-01-01T00:00:00.000Z" }', '{"at":"soon"}', false],
  ['json', '{ "exp": 1795276351 }', '{"exp":1895276351}', true],
  ['json', '{ "exp": 1795276351 }', '{"exp":900}', false],
  ['json', '{ "left": 1209600 }', '{"left":1209598}', true],
  ['json', '{ "left": 1209600 }', '{"left":1209000}', false],
  ['text', 'the same', 'the same\n', true],
  ['text', 'the same', 'another', false],
  ['text', 'the same', '', false],
  ['text', 'KID  STATE\n…  next\n…  current', 'KID      STATE\nabc      current\nxyz      next\n', true],
  ['text', '…  next\n…  next', 'abc  current\nxyz  next', false],
  ['text', 'a', 'a\nb', false],
  ['text', 'a\n…', 'a\nb\nc', true],
  ['text', 'a.c', 'abc', false],
])('%s: %j shows %j: %s', (language, shown, printed, holds) => expect(held(language, shown, printed)).toBe(holds))
