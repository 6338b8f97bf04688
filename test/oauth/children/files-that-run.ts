/**
 * Prints, as JSON, which files of `src/` run while one request is answered, for several requests. A file
 * counts if one of its functions runs. V8 counts the calls in the sources after a warm-up.
 * node files-that-run.ts FOLDER
 *
 * @module
 */

import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [, , folder = ''] = process.argv
const SRC = new URL('../../../src/', import.meta.url).href
/** Work after the answer, such as its log line, also belongs to the request. */
const AFTER_ANSWER_MS = 20

const inspector = new Session()
inspector.connect()
await inspector.post('Profiler.enable')
await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
// Imported only now, so that every function is counted from its first call.
const { startService, PASSWORD } = await import('../../support/service.ts')

async function filesOf(request: () => Promise<{ status: number }>): Promise<string[]> {
  await sleep(AFTER_ANSWER_MS)
  await inspector.post('Profiler.takePreciseCoverage')
  const { status } = await request()
  if (status !== 200) throw new Error(`answered with ${status}`)
  await sleep(AFTER_ANSWER_MS)
  const { result } = await inspector.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url, functions }) => url.startsWith(SRC) && functions.some(({ ranges }) => ranges[0]!.count > 0))
    .map(({ url }) => url.slice(SRC.length))
    .sort()
}

const s = await startService({ kind: 'sqlite', file: join(folder, 'files-that-run.db') })
await s.addUser('alice')
await s.form('/token', { grant_type: 'password', username: 'alice', password: PASSWORD })

const asBearer = (token: string) => s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })
const requests = {
  form: async () => {
    const { refresh_token } = await s.logIn('alice')
    return () => s.form('/token/refresh', { grant_type: 'refresh_token', refresh_token })
  },
  'Bearer mrt_': async () => {
    const { refresh_token } = await s.logIn('alice')
    return () => asBearer(refresh_token)
  },
  'Bearer access token': async () => {
    const { access_token } = await s.logIn('alice')
    // The token's signature is verified once, as a part of the refresh.
    return () => asBearer(access_token)
  },
  'repeated /protected': async () => {
    const { access_token } = await s.logIn('alice')
    await s.get('/protected', access_token)
    return () => s.get('/protected', access_token)
  },
}

const files: Record<string, string[]> = {}
for (const [name, prepare] of Object.entries(requests)) {
  await (await prepare())()
  files[name] = await filesOf(await prepare())
}
await s.stop()
console.log(JSON.stringify(files))
process.exit(0)
