// HTTPS as an operator runs it (docs/deploy.md#tls-without-a-proxy).
import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { CA, certificatePath, putCertificate, trustTestAuthority } from '../support/certificates.ts'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

trustTestAuthority()

function folderWith(name: 'localhost' | 'elsewhere' | 'stranger') {
  const folder = temporaryFolder()
  const { certFile, keyFile } = putCertificate(`${folder}/tls`, name)
  return { folder, env: { MINTMARK_TLS_CERT_FILE: certFile, MINTMARK_TLS_KEY_FILE: keyFile } }
}

test('serve listens by HTTPS, its issuer is https, and health asks it', async () => {
  const { folder, env } = folderWith('localhost')
  const { url, output } = await start(folder, 'serve', env)
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
  const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`)
  expect(await metadata.json()).toMatchObject({ issuer: url })
  // On loopback it would bind everything else that runs there to HTTPS.
  expect(metadata.headers.has('strict-transport-security')).toBe(false)
  expect(output()).not.toContain('"warn"')
  const port = new URL(url).port
  expect(await mintmark(folder, ['health'], { env: { ...env, PORT: port } })).toMatchObject({ code: 0, stdout: `Ready: ${url}/readyz\n` })
})

test('health checks the certificate of --url, but not its own', async () => {
  const { folder, env } = folderWith('elsewhere')
  const { url, output } = await start(folder, 'serve', env)
  expect(output()).toMatch(/"warn".*not for 127\.0\.0\.1, the host of the issuer/)
  expect((await mintmark(folder, ['health'], { env: { ...env, PORT: new URL(url).port } })).code).toBe(0)
  const trusting = { NODE_EXTRA_CA_CERTS: certificatePath('ca.pem') }
  const { code, stderr } = await mintmark(folder, ['health', '--url', url], { env: trusting })
  expect([code, stderr]).toEqual([5, expect.stringMatching(/cannot be reached \(.*ALTNAME/)])
})

test('dev prints lines for its HTTPS', async () => {
  const { folder, env } = folderWith('localhost')
  const { url, output } = await start(folder, 'dev', env)
  expect(output()).toContain(`export CURL_CA_BUNDLE=${env.MINTMARK_TLS_CERT_FILE}`)
  expect(output()).toContain(`curl -sS -X POST ${url}/token`)
  expect((await fetch(`${url}/livez`)).status).toBe(200)
})

test('a mismatched pair ends the start with 2, before anything is made', async () => {
  const { folder, env } = folderWith('localhost')
  const outcome = await mintmark(folder, ['serve'], { env: { ...env, MINTMARK_TLS_KEY_FILE: certificatePath('renewed.key') } })
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringMatching(/MINTMARK_TLS_KEY_FILE: The key in .* does not belong/) })
})

/** Stops a service beside a connection, and returns how long that took. */
async function stopBeside(connect: (to: { host: string; port: number }) => Promise<unknown>): Promise<number> {
  const { folder, env } = folderWith('localhost')
  const { url, signal, exit, output } = await start(folder, 'serve', env)
  const { hostname, port } = new URL(url)
  await connect({ host: hostname, port: Number(port) })
  expect((await fetch(`${url}/livez`)).status).toBe(200)
  const startedAt = performance.now()
  signal('SIGTERM')
  expect(await exit()).toBe(0)
  expect(output()).toContain('"stopped"')
  return performance.now() - startedAt
}

test('a stop waits for no connection that is silent after its handshake', async () => {
  const took = await stopBeside((to) =>
    once(
      connectTls({ ...to, ca: CA }).on('error', () => {}),
      'secureConnect',
    ),
  )
  expect(took).toBeLessThan(5_000)
})

test('an unfinished handshake holds a stop up for less than 10 s', async () => {
  const took = await stopBeside(async (to) => {
    const socket = connect(to).on('error', () => {})
    await once(socket, 'connect')
    socket.write(Buffer.from('160301020001', 'hex'))
  })
  expect(took).toBeLessThan(10_000)
})
