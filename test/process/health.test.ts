import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

test('health ends with 0 beside a ready service', async () => {
  const folder = temporaryFolder()
  const { url } = await start(folder, 'serve')
  expect(await mintmark(folder, ['health', '--url', url])).toEqual({ code: 0, stdout: `Ready: ${url}/readyz\n`, stderr: '' })
  expect((await mintmark(folder, ['health'], { env: { PORT: new URL(url).port } })).code).toBe(0)
})

test('health ends with 5 without an answer, with 2 without a URL', async () => {
  const folder = temporaryFolder()
  const url = `http://127.0.0.1:${await freePort()}`
  const away = await mintmark(folder, ['health', '--url', url])
  expect(away).toEqual({
    code: 5,
    stdout: '',
    stderr: expect.stringMatching(/^Not ready: \S+\/readyz cannot be reached \(.*ECONNREFUSED\)\. Start the service, or set HOST and PORT/),
  })
  expect((await mintmark(folder, ['health', '--url', 'localhost'])).code).toBe(2)
  const { code, stdout, stderr } = await mintmark(folder, ['health', '--url', 'http://user:hunter2@127.0.0.1:1'])
  expect([code, stdout, stderr]).toEqual([2, '', '--url must have no user name and no password.\n'])
})

test.each([
  ['its detail in one line', JSON.stringify({ detail: 'The database\ncannot be reached.' }), ' The database\\u{a}cannot be reached.'],
  ['only its status, without details', '<h1>Bad gateway</h1>', ''],
])('health reports an unready service with %s', async (_, body, said) => {
  const other = createServer((_request, response) => response.writeHead(503).end(body)).listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const { code, stderr } = await mintmark(temporaryFolder(), ['health', '--url', url])
  expect([code, stderr]).toEqual([5, `Not ready: ${url}/readyz answered 503.${said}\n`])
})

test.skipIf(process.platform !== 'linux')('a full disk under the log does not end the service', async () => {
  const folder = temporaryFolder()
  const { url } = await start(folder, 'dev', { PORT: '0', MINTMARK_LOG_LEVEL: 'debug' }, { stderr: '/dev/full' })
  for (let i = 0; i < 3; i++) expect((await fetch(`${url}/livez`)).status).toBe(200)
})
