// What docs/postgresql.md tells the operator to run is what `serve` requires.
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/data/open-database.ts'
import { administer, postgres } from '../support/databases.ts'
import { blocksOf } from '../support/page.ts'

test.skipIf(postgres === null)('a role set up by the page causes no warning (F 4)', async () => {
  const { config } = await postgres!.fresh()
  const [role, url] = [`role_of_page_${Date.now()}`, (config as { url: string }).url]
  // The tests' servers have these limits for every role. Here only the role sets them.
  const none = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'].map(
    (name) => `alter database ${url.split('/').at(-1)} set ${name} = 0`,
  )
  await administer(url, `create role ${role} login`, ...none)
  try {
    const asRole = { ...config, url: url.replace('postgres@', `${role}@`) } as never
    const told = async () => {
      const database = await openDatabase(asRole)
      return database.examine().finally(database.close)
    }
    expect(await told()).toEqual([expect.stringMatching(new RegExp(`ALTER ROLE "${role}" SET statement_timeout = '2200ms'`))])
    const [block] = blocksOf('docs/postgresql.md')
    await administer(asRole['url' as never], ...statementsOf(block!.text.replaceAll('ROLE mintmark', `ROLE ${role}`)))
    expect(await told()).toEqual([])
  } finally {
    await administer(url, `drop role ${role}`)
  }
})

const statementsOf = (text: string): string[] => text.split(';').filter((statement) => statement.trim() !== '')
