// Session files with several names, and session files that cannot be replaced.
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { realPathOf } from '../../sdk/client/src/file-real-path.ts'
import { createFileTokenStore } from '../../sdk/client/src/node.ts'
import { temporaryFolder } from '../process/mintmark.ts'
import { ALICE, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900

/** A folder with several links. `real/session.json` does not exist yet. */
function folderWithLinks() {
  const folder = realpathSync(temporaryFolder())
  mkdirSync(join(folder, 'real'))
  const at = (path: string) => join(folder, path)
  symlinkSync('real/session.json', at('link'))
  symlinkSync(at('link'), at('link of a link'))
  symlinkSync('real', at('folder'))
  symlinkSync('not there/session.json', at('nowhere'))
  symlinkSync('../link', at('real/back'))
  return { folder, at }
}

describe('all links to a file resolve to one path', () => {
  const paths = ['real/session.json', 'link', 'link of a link', 'folder/session.json', 'real/back', 'folder/back', 'real/../link']
  test.each(paths)('resolves %s', async (path) => {
    const { at } = folderWithLinks()
    expect(await realPathOf(at(path))).toBe(at('real/session.json'))
    writeFileSync(at('real/session.json'), '{}')
    expect(await realPathOf(at(path))).toBe(at('real/session.json'))
  })

  test('resolves a path whose folder does not exist yet', async () => {
    const { at } = folderWithLinks()
    expect(await realPathOf(at('nowhere'))).toBe(at('not there/session.json'))
    expect(await realPathOf(at('a/b/c'))).toBe(at('a/b/c'))
  })

  test('circular links are reported', async () => {
    const { at } = folderWithLinks()
    symlinkSync(at('two'), at('one'))
    symlinkSync(at('one'), at('two'))
    await expect(realPathOf(at('one'))).rejects.toThrow(/ELOOP/)
    const client = p.client({ store: createFileTokenStore(at('one')) })
    expect(await client.get('/me')).toMatchObject({ status: 'store_failed', cause: { code: 'ELOOP' } })
  })
})

test('a link to the session file survives refreshes, logouts and logins', async () => {
  const { at } = folderWithLinks()
  const client = await p.loggedIn({ store: createFileTokenStore(at('nowhere')) })
  const other = p.client({ store: createFileTokenStore(at('not there/session.json')) })
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect([(await client.get('/me')).status, (await other.get('/me')).status]).toEqual([200, 200])
  expect(p.between.refreshes()).toHaveLength(1)
  await client.logOut()
  expect(readdirSync(at('not there'))).toEqual([])
  await client.logIn(ALICE)
  expect((await other.get('/me')).status).toBe(200)
})

test('a relative path refers to the folder where the store was made', async () => {
  const { at } = folderWithLinks()
  const before = process.cwd()
  onTestFinished(() => process.chdir(before))
  const client = p.client({ store: createFileTokenStore(relative(before, at('real/session.json'))) })
  process.chdir(at('real'))
  await client.logIn(ALICE)
  expect(existsSync(at('real/session.json'))).toBe(true)
})

describe('a login that cannot be stored leaves no session open', () => {
  const live = async () => {
    const list = await (await p.loggedIn()).sessions.list()
    return list.status === 200 ? list.body.sessions.length : Number.NaN
  }

  test.each<[string, RegExp, (at: (path: string) => string) => string]>([
    [
      'a file with a hard link',
      /session\.json has 2 names \(hard links\), so it cannot be replaced for all of them\. Remove/,
      (at) => {
        writeFileSync(at('real/session.json'), 'x')
        linkSync(at('real/session.json'), at('other'))
        return at('real/session.json')
      },
    ],
    [
      'circular links',
      /ELOOP/,
      (at) => {
        symlinkSync('circle', at('circle'))
        return at('circle')
      },
    ],
    ['a folder', /EISDIR|ENOTEMPTY|EEXIST/, (at) => at('real')],
    ['a path through a file', /ENOTDIR|EEXIST/, (at) => join(at('file'), 'session.json')],
  ])('the new session is ended: %s', async (_, message, make) => {
    const { at } = folderWithLinks()
    writeFileSync(at('file'), '')
    const client = p.client({ store: createFileTokenStore(make(at)) })
    const before = await live()
    expect(await client.logIn(ALICE)).toMatchObject({ status: 'store_failed', cause: { message: expect.stringMatching(message) } })
    expect(p.between.count('POST /token/revoke')).toBe(1)
    // Each look logs in, so it adds one session.
    expect(await live()).toBe(before + 1)
  })
})

test('a hard link added later stops refreshes but ends no session', async () => {
  const { at } = folderWithLinks()
  const file = at('real/session.json')
  const client = await p.loggedIn({ store: createFileTokenStore(file) })
  linkSync(file, at('other'))
  const before = readFileSync(file, 'utf8')
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect(await client.get('/me')).toMatchObject({ status: 'store_failed', cause: { message: expect.stringContaining('hard links') } })
  expect([p.between.refreshes(), readFileSync(file, 'utf8')]).toEqual([[], before])
  expect((await client.logOut()).status).toBe(200)
  expect(existsSync(file)).toBe(false)
})
