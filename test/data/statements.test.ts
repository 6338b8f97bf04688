// The text of every statement of every store is committed for each dialect. A changed statement shows in a
// diff.
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/data/open-database.ts'
import { databases } from '../support/databases.ts'
import { readable, watchSql } from './sent-sql.ts'
import { everyStore, type StoreCall, storeCalls } from './store-calls.ts'

const WRITE_THEM = 'A statement differs from the committed text. If that is wanted: npx vitest run -u test/data/statements.test.ts'

const head = (name: string) => `-- What each method of each store sends to ${name}, in the order in which it is sent.
-- Written by: npx vitest run -u test/data/statements.test.ts
`

describe.each(databases)('on $name', ({ name, kind, fresh }) => {
  let text: string
  let calls: StoreCall[]
  let methods: string[]
  /** The calls that changed nothing. */
  let idle: string[]

  beforeAll(async () => {
    const { config } = await fresh()
    // One connection in this thread, so that the order is always the same.
    const database = await openDatabase(config.kind === 'postgres' ? { ...config, poolSize: 1 } : config, { sqlite: { writer: 'main' } })
    const stores = everyStore(database)
    methods = Object.entries(stores).flatMap(([store, itsMethods]) => Object.keys(itsMethods).map((method) => `${store}.${method}`))
    calls = storeCalls(stores)
    const sql = watchSql(kind)
    const sections: string[] = []
    idle = []
    for (const [call, run] of calls) {
      if ((await run()) === false) idle.push(call)
      sections.push([`-- ${call}`, ...sql.take().map((statement) => `${readable(statement)};`)].join('\n'))
    }
    sql.stop()
    await database.close()
    text = `${head(name)}\n${sections.join('\n\n')}\n`
  })

  test('every method of every store is called', () => {
    expect([...new Set(calls.map(([call]) => call.split(' ')[0]!))].toSorted()).toEqual(methods.toSorted())
  })

  test('every guard held, so each transaction is complete here', () => {
    expect(idle).toEqual([])
    expect(text).not.toMatch(/^rollback/m)
  })

  test('every statement matches the committed text', async () => {
    await expect(text, WRITE_THEM).toMatchFileSnapshot(join(import.meta.dirname, 'statements', `${kind}.sql`))
  })
})
