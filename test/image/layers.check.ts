// The files of the image: what it contains, how large it is, and that another build makes the same.
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { image } from './container.ts'

const figures: string[] = []
afterAll(() => console.info(figures.join('\n')))

describe('the layers', () => {
  /** In the order in which they were pushed, the base's first. */
  const [{ Layers: archives }] = JSON.parse(readFileSync(join(image.layers, 'manifest.json'), 'utf8')) as [{ Layers: string[] }]

  test('two builds have the same digests, except for the last layer', () => {
    expect(image.digests.length).toBeGreaterThan(2)
    expect(image.digestsAgain.slice(0, -1)).toEqual(image.digests.slice(0, -1))
    figures.push(`layers:\n  ${image.digests.join('\n  ')}\nand of another build, the last: ${image.digestsAgain.at(-1)}`)
  })

  test('the last layer has only compiled code', () => {
    const paths = execFileSync('tar', ['-tf', join(image.layers, archives.at(-1)!)], { encoding: 'utf8' })
      .trim()
      .split('\n')
    expect(paths.length).toBeGreaterThan(20)
    expect(paths.filter((path) => !path.startsWith('compile-cache/'))).toEqual([])
  })

  test('the layers add at most 25 MB to the base', () => {
    const bytes = archives.slice(1).reduce((sum, path) => sum + statSync(join(image.layers, path)).size, 0)
    figures.push(`our layers: ${(bytes / 1e6).toFixed(1)} MB`)
    expect(bytes).toBeLessThan(25e6)
  })

  test('each package has its licence and its bill-of-materials line', () => {
    const app = join(image.root, 'app')
    const bill: { components: { name: string; version: string }[] } = JSON.parse(readFileSync(join(app, 'sbom.cdx.json'), 'utf8'))
    const named = bill.components.map(({ name, version }) => `${name} ${version}`)
    const installed = globSync('{*,@*/*}/package.json', { cwd: join(app, 'node_modules') }).map((path) => {
      const { name, version } = JSON.parse(readFileSync(join(app, 'node_modules', path), 'utf8'))
      return `${name} ${version}`
    })
    expect(installed.length).toBeGreaterThan(2)
    expect(named).toEqual(expect.arrayContaining(installed))
    expect(bill.components.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['hono', 'zod', 'kysely', 'jose', 'pg', 'swagger-ui-dist']),
    )
    const notices = readFileSync(join(app, 'THIRD-PARTY-NOTICES'), 'utf8')
    for (const name of named) expect(notices).toContain(`\n${name} (`)
  })

  test('the size is printed', () => {
    const megabytes = (path: string) => Math.round(Number(execFileSync('du', ['-sb', path], { encoding: 'utf8' }).split('\t')[0]) / 1e6)
    const ours = ['app', 'compile-cache'].map((folder) => megabytes(join(image.root, folder)))
    figures.unshift(`size: ${megabytes(image.layers)} MB with the base, of which the service ${ours[0]} and its compiled code ${ours[1]}`)
  })
})
