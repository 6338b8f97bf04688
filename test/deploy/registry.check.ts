// The scripts of a release push to Debian's docker-registry on loopback. The images are empty, because
// scripts/check-image.sh tests the real one.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { ROOT } from './manifests.ts'
import { run, TOOLS } from './tools.ts'

const folder = mkdtempSync(join(TOOLS, 'registry-'))
const port = await freePort()
const registry = `http://127.0.0.1:${port}/v2/mintmark`
const name = `127.0.0.1:${port}/mintmark`
const plainHttp = { TLS_VERIFY: 'false' }
let stop: () => void

beforeAll(async () => {
  writeFileSync(
    join(folder, 'registry.json'),
    JSON.stringify({
      version: 0.1,
      storage: { filesystem: { rootdirectory: join(folder, 'blobs') } },
      http: { addr: `127.0.0.1:${port}` },
    }),
  )
  const child = spawn('docker-registry', ['serve', join(folder, 'registry.json')], { stdio: 'ignore' })
  stop = () => child.kill()
  while (!(await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined))?.ok) await sleep(50)
  mkdirSync(join(folder, 'image'))
  writeFileSync(join(folder, 'image', 'Dockerfile'), 'FROM scratch\nARG BASE\nCOPY Dockerfile /\nHEALTHCHECK CMD ["mintmark", "health"]\n')
})
afterAll(() => {
  stop()
  rmSync(folder, { recursive: true })
})

/** Reads a manifest of the registry by its tag or digest, or a blob. */
async function read(path: string) {
  const accept = ['distribution.manifest.list.v2', 'distribution.manifest.v2'].map((kind) => `application/vnd.docker.${kind}+json`)
  const answer = await fetch(`${registry}/${path}`, { headers: { accept: accept.join(',') } })
  expect(answer.status, path).toBe(200)
  return { digest: answer.headers.get('docker-content-digest'), body: JSON.parse(await answer.text()) }
}

test('two architectures are pushed with labels, and joined by digest', async () => {
  const digests: string[] = []
  for (const arch of ['amd64', 'arm64']) {
    const script = join(ROOT, 'scripts/release/image.sh')
    const pushed = await run(script, [`${name}:1.0.0-${arch}`, join(folder, 'image'), '--arch', arch], plainHttp)
    expect(pushed.code, pushed.said).toBe(0)
    expect(pushed.stdout).toMatch(/^sha256:[0-9a-f]{64}$/)
    digests.push(pushed.stdout)
    const { digest, body } = await read(`manifests/1.0.0-${arch}`)
    expect(digest).toBe(pushed.stdout)
    const { body: image } = await read(`blobs/${body.config.digest}`)
    expect([image.architecture, image.config.Healthcheck.Test]).toEqual([arch, ['CMD', 'mintmark', 'health']])
    expect(image.config.Labels).toMatchObject({
      'org.opencontainers.image.version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      'org.opencontainers.image.revision': expect.any(String),
    })
  }
  const joined = await run(join(ROOT, 'scripts/release/index.sh'), [name, '1.0.0', ...digests], plainHttp)
  expect(joined.code, joined.said).toBe(0)
  const { digest, body } = await read('manifests/1.0.0')
  expect(digest).toBe(joined.stdout)
  const entries = body.manifests.map((entry: { digest: string; platform: { architecture: string } }) => [
    entry.platform.architecture,
    entry.digest,
  ])
  expect(entries).toEqual([
    ['amd64', digests[0]],
    ['arm64', digests[1]],
  ])
})
