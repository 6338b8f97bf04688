// A valid service secret of another service. What a command stores with it could never be used.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databases, sqlite } from '../support/databases.ts'
import { folderWithAlice, logIn, mintmark, start } from './mintmark.ts'
import { serving, token } from './serving.ts'

const OTHER = 'Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'

const FILE = 'clients: [{id: new}, {id: orders, disabled: true}]\nusers: [{username: alice, disabled: true}]'

test.each(databases)("on $name, another service's secret changes nothing (M 5)", async (database) => {
  const { url, folder, env, json, database: open } = await serving(database)
  const { secret } = await json('clients add orders')
  const { kysely } = await open()
  const stored = () =>
    Promise.all(
      [
        kysely.selectFrom('users').selectAll(),
        kysely.selectFrom('clients').selectAll(),
        kysely.selectFrom('client_secrets').selectAll(),
        kysely.selectFrom('signing_keys').selectAll(),
        kysely.selectFrom('events').selectAll().where('actor', 'is not', null),
      ].map((select) => select.execute()),
    )
  const before = await stored()
  const commands: [string, string?][] = [
    ['clients add new'],
    ['clients rotate-secret orders'],
    ['clients show orders'],
    ['users passwd alice --one-time'],
    ['users passwd alice --password-stdin', 'another long password'],
    ['users unlock alice'],
    ['apply -f -', FILE],
    ['token issue --user alice'],
    ['keys rotate --force'],
    ['restore-epoch --yes'],
  ]
  for (const [args, input = ''] of commands) {
    const outcome = await mintmark(folder, args.split(' '), { env: { ...env, MINTMARK_SECRET: OTHER }, input })
    expect({ args, code: outcome.code }).toEqual({ args, code: 4 })
    expect(outcome.stderr).toMatch(
      /^MINTMARK_SECRET does not open the signing keys .*Give the secret that they were made under\. Nothing was done\.$/m,
    )
    expect(outcome.stdout).not.toMatch(/mcs_|mot_/)
  }
  expect(await stored()).toEqual(before)
  expect((await logIn(url)).status).toBe(200)
  expect((await token(url, { grant_type: 'client_credentials' }, ['orders', secret])).status).toBe(200)
})

test('disabling a client works with a wrong or lost secret (M 5)', async () => {
  const { folder, env, json } = await serving(sqlite)
  await json('clients add orders')
  const outcome = await mintmark(folder, ['clients', 'disable', 'orders'], { env: { ...env, MINTMARK_SECRET: OTHER } })
  expect(outcome).toMatchObject({ code: 0, stderr: '' })
})

test('a secret file that holds another secret is named (M 5)', async () => {
  const folder = await folderWithAlice()
  const service = await start(folder, 'serve')
  service.signal('SIGTERM')
  await service.exit()
  writeFileSync(join(folder, 'data', 'mintmark.db.secret'), OTHER)
  const { code, stdout, stderr } = await mintmark(folder, ['clients', 'add', 'orders'])
  expect([code, stdout]).toEqual([4, ''])
  expect(stderr).toMatch(/mintmark\.db\.secret does not open the signing keys .*put the file back, or set MINTMARK_SECRET/)
})
