// The package as its users get it: types, README, size, and the Node versions it says it runs on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSources } from '../../scripts/source-file.ts'
import { importsOf, strayPackages } from '../support/source-rules.ts'
import { type ConsumerProject, findNode, installPacked, type Outcome } from './packed-package.ts'
import { playground } from './playground.ts'

const p = playground()
const README = readFileSync('sdk/client/README.md', 'utf8')
const examples = [...README.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, text]) => text!)
const examplesOf = (which: (text: string) => boolean) => examples.flatMap((text, index) => (which(text) ? [`readme-${index}.ts`] : []))
/** Points an example at this test's service. */
const here = (text: string) => text.replaceAll('https://auth.example.com', p.s.url)

const SAMPLE = `
import { createMintmarkClient, createServiceTokens, type components, type TokenStore } from '@mintmark/client'
import { createFileTokenStore } from '@mintmark/client/node'

const store: TokenStore = createFileTokenStore(process.env.FILE!)
const client = createMintmarkClient({ baseUrl: process.env.URL!, store })
const login = await client.logIn({ username: 'alice', password: 'correct horse battery staple' })
if (login.status === 200) login.body satisfies components['schemas']['TokenResponse']
if (login.status === 401) login.body.error satisfies string
client.fetchResponse satisfies typeof fetch
// @ts-expect-error a status that the operation does not declare
if (login.status === 418) throw login
// @ts-expect-error the token manager does that
void (() => client.post('/token', { body: {} }))
// @ts-expect-error a path that the contract does not have
void (() => client.get('/you'))
// @ts-expect-error the operation needs its parameter
void (() => client.delete('/me/sessions/{session_id}'))
// @ts-expect-error a body that the operation does not take
void (() => client.put('/me/password', { body: { password: 'x' } }))
// @ts-expect-error a public client has no tokens of its own
void (() => createServiceTokens({ baseUrl: '', client: { id: 'x' } }))

const results = await Promise.all([client.get('/me'), client.get('/me/sessions'), client.get('/livez')])
const [me, sessions] = results
console.log(results.map(({ status }) => status).join(' '), me.status === 200 && me.body.username, sessions.status === 200 && sessions.body.sessions.some(({ current }) => current))
console.log((await client.logOut()).status, (await client.get('/me')).status)
`

const STANDALONE = `
import { createMintmarkClient } from '@mintmark/client/standalone'
const client = createMintmarkClient({ baseUrl: process.env.URL })
const { status } = await client.logIn({ username: 'alice', password: 'correct horse battery staple' })
console.log(status, (await client.session()).username)
await client.logOut()
`

const node20 = findNode(20)
const nodes: [string, string | undefined][] = [
  ['this one', process.execPath],
  ['20', node20],
]

describe('packed and installed into an empty project', () => {
  let project: ConsumerProject
  let compiled: Outcome
  beforeAll(async () => {
    project = await installPacked('sdk/client', ['@types/node'])
    project.write('sample.ts', SAMPLE)
    examples.forEach((text, index) => {
      project.write(`readme-${index}.ts`, here(text))
    })
    const forNode = examplesOf((text) => !text.includes('location'))
    expect(forNode).toHaveLength(5)
    compiled = await project.compile('nodenext', ['sample.ts', ...forNode])
  }, 60_000)

  test('the package holds what it needs and nothing else', () => {
    expect(project.packed).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/node.d.ts']))
    expect(project.packed.filter((path) => !/^(package\.json|README\.md|LICENSE|dist\/[\w/-]+\.(js|d\.ts))$/.test(path))).toEqual([])
  })

  test("the sample and the README's examples compile for Node, with declarations checked", () => {
    expect(compiled).toEqual({ failed: false, said: '' })
  })

  test("the README's examples compile for a browser", async () => {
    const files = examplesOf((text) => !/node|process/.test(text))
    expect(files).toHaveLength(4)
    expect(await project.compile('bundler', files)).toEqual({ failed: false, said: '' })
  })

  test('the standalone build is one file that imports nothing', async () => {
    const file = readFileSync(join(project.folder, 'node_modules/@mintmark/client/dist/standalone.js'), 'utf8')
    expect(importsOf({ path: 'standalone.js', text: file })).toEqual([])
    project.write('standalone.mjs', STANDALONE)
    const { said } = await project.run(process.execPath, 'standalone.mjs', { URL: p.s.url })
    expect(said).toBe('200 alice\n')
  })

  describe.each(nodes)('on Node %s', (_, node) => {
    if (node === undefined) console.warn('Skipped: this machine has no Node 20 on its PATH, so nobody saw the client run there.')

    test.skipIf(node === undefined)('the sample runs against the service', async () => {
      const { said } = await project.run(node!, 'out/sample.js', { URL: p.s.url, FILE: `${project.folder}/session.json` })
      expect(said).toBe('200 200 200 alice true\n200 session_ended\n')
    })

    test.skipIf(node === undefined)("the README's examples do what they say", async () => {
      const run = (index: number) => project.run(node!, `out/readme-${index}.js`, { HOME: project.folder })
      expect(await run(0)).toEqual({ failed: false, said: 'alice\n' })
      expect(await run(2)).toEqual({ failed: false, said: 'Invalid username or password\n' })
      // The second run finds the session of the first.
      expect(await run(4)).toEqual({ failed: false, said: 'alice\n' })
      expect(await run(4)).toEqual({ failed: false, said: 'alice\n' })
    })
  })
})

describe('the sources', () => {
  const sources = readSources('sdk/client/src/**/*.ts')

  test('only the Node files import Node; nothing imports more than openapi-fetch', () => {
    expect(sources.length).toBeGreaterThan(15)
    expect(strayPackages(sources, /^node:/, /\/(node|file-[\w-]+)\.ts$/)).toEqual([])
    expect(strayPackages(sources, /^(?!\.|node:|openapi-fetch$)/, /^$/)).toEqual([])
    const shared = sources.filter(({ path }) => !/\/(node|file-[\w-]+)\.ts$/.test(path))
    expect(shared.flatMap((file) => importsOf(file).filter(({ from }) => /\/(node|file-[\w-]+)\.ts$/.test(from)))).toEqual([])
  })

  /** Returns what a bundler makes of a page that imports `names`. */
  async function bundled(names: string): Promise<string> {
    const page = {
      name: 'page',
      resolveId: (id: string) => (id === 'page' ? id : null),
      load: (id: string) => (id === 'page' ? text : null),
    }
    const text = `export ${names} from '${process.cwd()}/sdk/client/src/index.ts'`
    const bundle = await rolldown({ input: 'page', plugins: [page], platform: 'browser' })
    const { output } = await bundle.generate({ minify: true })
    expect(output).toHaveLength(1)
    return output[0].code
  }

  test('a bundler leaves out what a page does not import', async () => {
    const all = await bundled('*')
    const tokens = await bundled('{ createServiceTokens }')
    expect(all).toContain('onversionchange')
    expect(tokens).not.toMatch(/onversionchange|onSessionChange/)
    expect(tokens.length).toBeLessThan(all.length * 0.6)
  })

  test('the README states the bundle size within ten percent', async () => {
    const told = Number(/([\d.]+) kB minified and gzipped/.exec(README)?.[1]) * 1000
    const size = gzipSync(await bundled('*')).length
    expect(Math.abs(size - told) / told, `the size is ${size} bytes`).toBeLessThan(0.1)
  })
})
