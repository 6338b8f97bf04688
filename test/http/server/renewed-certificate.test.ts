// A renewed certificate is shown without a restart and without a lost request
// (docs/deploy.md#tls-without-a-proxy).
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createListener } from '../../../src/cli/listen.ts'
import { readCertificate } from '../../../src/config/certificate.ts'
import { createLog } from '../../../src/log.ts'
import { watchCertificate } from '../../../src/ops/certificate-watch.ts'
import { CA, type CertificateName, certificate, putCertificate } from '../../support/certificates.ts'
import { createTestSystem } from '../../support/test-system.ts'

const EVERY_MS = 20
const ISSUER = 'https://localhost'

let folder: string
let logged: string[]
let port: number
let stop: () => void

/** As Kubernetes mounts a secret: the folder is a link, which is replaced as a whole. */
function link(to: string): void {
  symlinkSync(to, join(folder, 'link.new'))
  renameSync(join(folder, 'link.new'), join(folder, 'link'))
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintmark-renewed-'))
  logged = []
  putCertificate(join(folder, 'first'), 'localhost')
  link('first')
  const files = { certFile: join(folder, 'link/tls.crt'), keyFile: join(folder, 'link/tls.key') }
  const read = readCertificate(files)
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems))
  const log = createLog('debug', { write: (line) => logged.push(line) })
  const system = createTestSystem()
  const needs = { log, system, issuer: ISSUER }
  const shown = read.certificate
  const { server, listen, answerWith, showCertificate } = createListener({
    ...needs,
    reusePort: false,
    trustedProxies: [],
    certificate: shown,
  })
  answerWith({ fetch: async () => wait(5).then(() => new Response('ok')) })
  port = await listen('127.0.0.1', 0)
  const unwatch = watchCertificate({ ...needs, files, shown, show: showCertificate, everyMs: EVERY_MS })
  stop = () => {
    unwatch()
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true })
  }
})
afterEach(() => stop())

/** Returns which of the certificates a new connection gets. */
async function shown(): Promise<CertificateName | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const socket = connect({ host: '127.0.0.1', port, ca: CA }, () => resolve(socket.getPeerX509Certificate()!.raw))
  socket.on('error', reject)
  const raw = (await promise).toString('base64')
  socket.destroy()
  return (['localhost', 'renewed', 'elsewhere'] as const).find((name) => certificate(name).cert.replaceAll('\n', '').includes(raw))
}

const warnings = () => logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn')

/** Sends requests until `isOver`, each on a new connection or on a kept one, and returns how many failed. */
async function load(keepAlive: boolean, isOver: () => boolean): Promise<{ sent: number; failed: number }> {
  const agent = new Agent({ keepAlive, maxSockets: 4, ca: CA })
  const count = { sent: 0, failed: 0 }
  const ask = async (): Promise<void> => {
    while (!isOver()) {
      const { promise: answered, resolve } = Promise.withResolvers<boolean>()
      const asked = request({ host: '127.0.0.1', port, agent })
      asked.on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode === 200)))
      asked.on('error', () => resolve(false)).end()
      count.sent += 1
      if (!(await answered)) count.failed += 1
    }
  }
  await Promise.all([ask(), ask(), ask(), ask()])
  agent.destroy()
  return count
}

test.for<[what: string, renew: () => void]>([
  ['a renewed link', () => link('second')],
  ['two renamed files', () => void putCertificate(join(folder, 'first'), 'renewed')],
])('%s fail no request under load', async ([_, renew]) => {
  putCertificate(join(folder, 'second'), 'renewed')
  let isOver = false
  const loads = [load(true, () => isOver), load(false, () => isOver)]
  await wait(100)
  renew()
  await expect.poll(shown, { interval: 20 }).toBe('renewed')
  await wait(100)
  isOver = true
  for (const { sent, failed } of await Promise.all(loads)) {
    expect(sent).toBeGreaterThan(10)
    expect(failed).toBe(0)
  }
  expect(logged.join('')).toContain('shows a renewed certificate')
  expect(warnings()).toEqual([])
})

test.for<[what: string, spoil: () => void, problem: RegExp]>([
  ['another key', () => void putCertificate(join(folder, 'first'), 'renewed', { key: 'localhost' }), /does not belong/],
  ['half a certificate', () => writeFileSync(join(folder, 'first/tls.crt'), certificate('renewed').cert.slice(0, 300)), /not a chain/],
  ['no file', () => rmSync(join(folder, 'first/tls.key')), /cannot be read/],
])('the old certificate stays instead of %s, with one warning', async ([_, spoil, problem]) => {
  spoil()
  await expect.poll(() => warnings().length).toBe(1)
  await wait(EVERY_MS * 5)
  expect(warnings()).toEqual([expect.objectContaining({ problems: [expect.stringMatching(problem)] })])
  expect(await shown()).toBe('localhost')
  putCertificate(join(folder, 'first'), 'renewed')
  await expect.poll(shown).toBe('renewed')
})

test('a renewed certificate for another name is shown, with a warning', async () => {
  putCertificate(join(folder, 'first'), 'elsewhere')
  await expect.poll(() => warnings().map(({ message }) => message)).toEqual([expect.stringMatching(/not for localhost/)])
})
