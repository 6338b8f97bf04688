import { expect, test } from 'vitest'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

test('health ends with 0 beside a service that is ready', async () => {
  const folder = temporaryFolder()
  const { url } = await start(folder, 'serve')
  expect(await mintmark(folder, ['health', '--url', url])).toEqual({ code: 0, stdout: `Ready: ${url}/readyz\n`, stderr: '' })
  expect((await mintmark(folder, ['health'], { env: { PORT: new URL(url).port } })).code).toBe(0)
})

test('health ends with 5 where nothing answers, and with 2 where there is no URL', async () => {
  const folder = temporaryFolder()
  const away = await mintmark(folder, ['health', '--url', 'http://127.0.0.1:1'])
  expect(away).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(/cannot be reached/) })
  expect((await mintmark(folder, ['health', '--url', 'localhost'])).code).toBe(2)
})

test.skipIf(process.platform !== 'linux')('a log that cannot be written, its disk being full, does not end the service', async () => {
  const folder = temporaryFolder()
  const { url } = await start(folder, 'dev', { PORT: '0', MINTMARK_LOG_LEVEL: 'debug' }, { stderr: '/dev/full' })
  for (let i = 0; i < 3; i++) expect((await fetch(`${url}/livez`)).status).toBe(200)
})
