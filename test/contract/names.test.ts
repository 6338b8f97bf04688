// Whatever the contract names exists: tags, schemes, scopes, paths, settings, commands, members.
import { describe, expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract } from '../support/contract.ts'
import { KNOWN } from './known-names.ts'
import { nameDepartures } from './names.ts'

test('each name in the contract exists', () => {
  expect(nameDepartures(contract, KNOWN)).toEqual([])
})

describe('the check finds', () => {
  const changed = (change: (document: Node) => void): Node => {
    const copy = structuredClone(contract)
    change(copy)
    return copy
  }
  test.each<[string, (document: Node) => void, RegExp]>([
    ['an undeclared tag', ({ paths }) => (paths['/me'].get.tags = ['Me']), /the tag Me is named/],
    ['a tag without operations', ({ tags }) => tags.push({ name: 'Me' }), /the tag Me is declared/],
    ['an unknown scheme', ({ paths }) => (paths['/me'].get.security = [{ cookie: [] }]), /scheme cookie is named/],
    ['an unknown scope', ({ paths }) => (paths['/secure-data'].get.security[0].password = ['data:write']), /scope data:write is named/],
    [
      'a scope that nothing needs',
      ({ components }) => (components.securitySchemes.password.flows.password.scopes.x = ''),
      /scope x is declared/,
    ],
    [
      'a token URL without POST',
      ({ components }) => (components.securitySchemes.password.flows.password.tokenUrl = '/me'),
      /\/me takes no grant/,
    ],
    ['a page that is not there', ({ paths }) => (paths['/'].get['x-page'] = '/page'), /\/page is no page/],
    ['another server', ({ servers }) => (servers[0].url = 'https://example.com'), /the server is/],
    ['an unknown path in prose', ({ info }) => (info.description += '`/tokens`'), /names \/tokens/],
    ['an unknown method in prose', ({ info }) => (info.description += '`PUT /users`'), /names PUT \/users/],
    ['an unknown setting in prose', ({ info }) => (info.description += '`MINTMARK_CORS`'), /names MINTMARK_CORS/],
    ['an unknown member in prose', ({ info }) => (info.description += '`refreshtoken`'), /names refreshtoken/],
  ])('%s', (_, change, sentence) => {
    expect(nameDepartures(changed(change), KNOWN).join('; ')).toMatch(sentence)
  })
})
