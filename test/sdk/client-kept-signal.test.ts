// A caller's signal ends a request for as long as it lasts, also after a garbage collection.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { playground } from './playground.ts'

const p = playground()

let open = 0
const streaming = createServer((_, response) => {
  open += 1
  response.once('close', () => {
    open -= 1
  })
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n')
})
beforeAll(() => new Promise<void>((resolve) => streaming.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  streaming.closeAllConnections()
  streaming.close()
})

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

test('a signal ends an answer that streams, also after a garbage collection', async () => {
  const client = await p.loggedIn()
  const aborting = new AbortController()
  const { port } = streaming.address() as AddressInfo
  const result = await client.fetch(`http://127.0.0.1:${port}/`, { signal: aborting.signal })
  if (result.status !== 'answered') throw new Error(result.status)
  const read = result.response.text()
  for (let time = 0; time < 3; time += 1) {
    await sleep(20)
    collectGarbage()
  }
  expect(open).toBe(1)
  aborting.abort()
  await expect(read).rejects.toThrow('aborted')
  await expect.poll(() => open).toBe(0)
})
