// Each manifest is what Kubernetes and the Prometheus Operator say it may be. The values are held to the JSON
// schemas of their API, the names of the members to its types.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Manifest, manifests, ROOT } from './manifests.ts'
import { run, TOOLS } from './tools.ts'

const packageOf = ({ apiVersion }: Manifest) =>
  apiVersion.startsWith('monitoring.coreos.com/') ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models'

/** Returns what is wrong by the schema, or undefined. */
async function schemaFault(manifest: Manifest): Promise<string | undefined> {
  const { apiVersion, kind } = manifest
  const module = await import(join(TOOLS, 'node_modules', packageOf(manifest), apiVersion, `${kind}.js`))
  try {
    new module[kind](manifest).validate()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Returns what the compiler says about the members: one that no type has is an error. */
async function memberFaults(some: Manifest[]): Promise<string> {
  const folder = mkdtempSync(join(TOOLS, 'types-'))
  const lines = some.flatMap((manifest, at) => {
    const type = `{ ${manifest.kind} as Kind${at} }`
    return [
      `import type ${type} from '${packageOf(manifest)}/${manifest.apiVersion}/${manifest.kind}'`,
      `export const manifest${at}: ConstructorParameters<typeof Kind${at}>[0] & { apiVersion: string, kind: string } = ${JSON.stringify(manifest)}`,
    ]
  })
  writeFileSync(join(folder, 'manifests.mts'), lines.join('\n'))
  const { said } = await run(join(ROOT, 'node_modules/.bin/tsc'), [
    ...['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023', '--ignoreConfig'],
    join(folder, 'manifests.mts'),
  ])
  rmSync(folder, { recursive: true })
  return said
}

test.each(manifests.map((manifest) => [manifest.kind, manifest] as const))('%s fits its schema', async (_, manifest) => {
  expect(await schemaFault(manifest)).toBeUndefined()
})

test('a value of a wrong kind is found', async () => {
  const [first] = manifests.filter(({ kind }) => kind === 'Deployment')
  expect(await schemaFault({ ...first!, spec: { ...first!.spec, replicas: 'two' } })).toContain('replicas')
})

test('no manifest has a member that Kubernetes does not know', async () => {
  expect(await memberFaults(manifests)).toBe('')
})

test('a member that Kubernetes does not know is found', async () => {
  const planted = manifests
    .filter(({ kind }) => kind === 'PodDisruptionBudget' || kind === 'ServiceMonitor')
    .map((manifest) => ({ ...manifest, spec: { ...manifest.spec, misspelt: 1 } }))
  expect((await memberFaults(planted)).match(/misspelt/g)?.length).toBeGreaterThanOrEqual(2)
})
