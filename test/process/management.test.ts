// The listener for operators, as a real process.
import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { samplesOf, seriesValue } from '../metrics/samples.ts'
import { logIn, mintmark, openProtected, start, startCommand, temporaryFolder } from './mintmark.ts'

const managementUrl = (output: string): string => /"url":"([^"]+)","message":"metrics and health/.exec(output)![1]!

/** Asks with any Host, which `fetch` does not let a caller set. */
const askAs = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
    asked.on('error', reject).end()
  })

/** Sends bytes that are no request, and waits until the connection ends. */
const sendGarbage = (url: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('this is no request\r\n\r\n'))
    socket
      .on('error', () => {})
      .on('close', () => resolve())
      .resume()
  })

/** Listens on a port, so that nobody else can. Does nothing if somebody else has it already. */
async function occupy(port: number): Promise<number> {
  const server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.once('error', () => resolve()).listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo | null)?.port ?? port
}

describe('the listener for operators', () => {
  test('it serves metrics and health, and nothing else', async () => {
    const service = await start(temporaryFolder(), 'serve', { MINTMARK_MANAGEMENT_PORT: '0' })
    const url = managementUrl(service.output())
    await openProtected(service.url, 'none')
    const metrics = await fetch(`${url}/metrics`)
    expect([metrics.status, metrics.headers.get('access-control-allow-origin')]).toEqual([200, null])
    expect(seriesValue(samplesOf(await metrics.text()), 'mintmark_http_requests_total', { operation: 'getProtected', status: '401' })).toBe(
      1,
    )
    expect((await fetch(`${url}/metrics`, { headers: { accept: 'application/openmetrics-text' } })).headers.get('content-type')).toMatch(
      /^application\/openmetrics-text/,
    )
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`${url}/protected`)).status).toBe(404)
    expect((await fetch(`${url}/constructor`)).status).toBe(404)
    const posted = await fetch(`${url}/metrics`, { method: 'POST', body: 'x' })
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404)
    await sendGarbage(url)
    expect((await fetch(`${service.url}/livez`)).status).toBe(200)
    expect((await fetch(`${url}/livez`)).status).toBe(200)

    service.signal('SIGTERM')
    expect(await service.exit()).toBe(0)
    await expect(fetch(`${url}/livez`)).rejects.toThrow()
  })

  test('a name that a stranger can point here is refused', async () => {
    const service = await start(temporaryFolder(), 'serve', {
      MINTMARK_MANAGEMENT_PORT: '0',
      MINTMARK_MANAGEMENT_HOST: 'localhost',
      MINTMARK_ISSUER: 'https://auth.example.com',
    })
    const url = `${managementUrl(service.output())}/metrics`
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'a b', '[evil]'])
      expect([host, await askAs(url, host)]).toEqual([host, 421])
    for (const host of ['127.0.0.1', '[::1]:9464', 'localhost:9464', 'mintmark', 'mintmark.default.svc.cluster.local', 'AUTH.example.com'])
      expect([host, await askAs(url, host)]).toEqual([host, 200])
  })

  test('its default port is taken: a warning, and the service starts', async () => {
    await occupy(9464)
    const port = await freePort()
    const { outcome, signal } = startCommand(temporaryFolder(), ['serve'], { env: { PORT: String(port) } })
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/livez`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(200)
    signal('SIGTERM')
    const { code, stdout } = await outcome
    expect(code).toBe(0)
    expect(stdout).toMatch(/"level":"warn".*MINTMARK_MANAGEMENT_PORT/)
  })

  test('a chosen port that is taken is refused with its mend', async () => {
    const env = { PORT: '0', MINTMARK_MANAGEMENT_PORT: String(await occupy(0)) }
    const { code, stderr } = await mintmark(temporaryFolder(), ['serve'], { env })
    expect(code).toBe(4)
    expect(stderr).toMatch(/Something else listens on 127\.0\.0\.1, port \d+: .*MINTMARK_MANAGEMENT_PORT.*off/)
  })

  test('off: there is none', async () => {
    const service = await start(temporaryFolder(), 'serve', { MINTMARK_MANAGEMENT_PORT: 'off' })
    expect(service.output()).not.toContain('metrics and health')
  })

  test('dev takes a free port', async () => {
    const service = await start(temporaryFolder(), 'dev', { MINTMARK_MANAGEMENT_PORT: '0' })
    const url = managementUrl(service.output())
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    await logIn(service.url)
  })
})
