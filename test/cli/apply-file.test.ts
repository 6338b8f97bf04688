// What a file for `apply` may look like.
import { expect, test } from 'vitest'
import { parseFile } from '../../src/cli/apply/read-file.ts'

const linesOf = async (text: string) => (await parseFile(text)).problems.map(({ path, problem }) => `${path} ${problem}`)

test('YAML and JSON give the same file', async () => {
  const said = { clients: [{ id: 'a', scope: ['x', 'y'], jwks: null, disabled: false }], users: [{ username: 'bob', scope: '' }] }
  const yaml = `
clients: # of the shop
  - id: a
    scope: [x, y]
    jwks: null
    disabled: false
users:
  - {username: bob, scope: ''}
`
  const file = {
    clients: [{ entry: said.clients[0], path: 'clients[0]' }],
    users: [{ entry: { username: 'bob', scope: [] }, path: 'users[0]' }],
    problems: [],
  }
  expect(await parseFile(yaml)).toEqual(file)
  expect(await parseFile(JSON.stringify(said, null, '\t'))).toEqual(file)
})

test.each<[text: string, said: string[]]>([
  ['clients: [{id: a, secret: xyz}]', ['clients[0].secret must not be in a file']],
  [
    'users: [{username: bob, password: xyz, password_hash: xyz, id: 1}]',
    ['users[0].password must not be in a file', 'users[0].password_hash must not be in a file', 'users[0].id is not known here'],
  ],
  ['clients: [{id: a, grant: [password]}]\ngroups: []', ['clients[0].grant is not known here', 'groups is not known here']],
  ['clients: [{id: 1}, {}]', ['clients[0].id must be of type string', 'clients[1].id is required']],
  ['clients: [{id: a, grants: [implicit]}]', ['clients[0].grants[0] must be one of password, refresh_token, client_credentials']],
  ['clients: [{id: a, scope: [1]}]', ['clients[0].scope must be a text or a list of texts']],
  ['clients: [{id: a, disabled: yes}]', ['clients[0].disabled must be of type boolean']],
  ['users: [{username: bob, scope: null}]', ['users[0].scope must be a text or a list of texts']],
  ['clients: {id: a}', ['clients must be of type array']],
  ['[]', ['the file must be of type object']],
  ['', ['the file has neither clients nor users']],
  ['clients: []', ['the file has neither clients nor users']],
  [
    'clients: [{id: a}, {id: b}, {id: a}]\nusers: [{username: Bob}, {username: bob}]',
    ['clients[2].id is in the file already', 'users[1].username is in the file already'],
  ],
  ['clients:\n  - id: a\n    id: b', ['line 3 cannot be read as YAML (duplicate key)']],
  ['clients: [xyz', ['line 1 cannot be read as YAML (bad indent)']],
  ['clients: !!js/function xyz', ['line 1 cannot be read as YAML (tag resolve failed)']],
  ['clients: []\n---\nclients: []', ['line 2 cannot be read as YAML (multiple docs)']],
])('%j is refused with the place of each problem', async (text, said) => expect(await linesOf(text)).toEqual(said))

test('a bad entry does not hide the other entries', async () => {
  const { clients, users, problems } = await parseFile('clients: [{id: a}, {id: b, x: 1}, 7, {id: c}]\nusers: {}\ngroups: []')
  expect([clients.map(({ entry, path }) => `${path} ${entry.id}`), users]).toEqual([['clients[0] a', 'clients[3] c'], []])
  expect(problems.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
    'clients[1].x is not known here',
    'clients[2] must be of type object',
    'users must be of type array',
    'groups is not known here',
  ])
})

const BOMB = [
  'a: &a [x]',
  ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join()}]`),
]

test.each([
  ['an alias of nothing', 'clients: *nobody'],
  ['a billion laughs', BOMB.join('\n')],
])('%s is refused', async (_, text) => {
  await expect(parseFile(text)).rejects.toThrow(
    'An alias in the file (*name) has no anchor before it, or repeats too much: write out what it stands for.',
  )
})
