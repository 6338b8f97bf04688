// A child process with a client on a session file (arguments: BASE_URL FILE). Each order names the time and
// the number of parallel calls; the reply has their statuses.
import { createMintmarkClient } from '../../../sdk/client/src/index.ts'
import { createFileTokenStore } from '../../../sdk/client/src/node.ts'
import { realSystem } from '../../../sdk/client/src/system.ts'

export interface Order {
  nowMs: number
  calls: number
}

const [baseUrl, file] = process.argv.slice(2) as [string, string]
let nowMs = 0
const client = createMintmarkClient({ baseUrl, store: createFileTokenStore(file), system: { ...realSystem, nowMs: () => nowMs } })

process.on('message', async (order: Order) => {
  nowMs = order.nowMs
  const results = await Promise.all(Array.from({ length: order.calls }, () => client.get('/me')))
  process.send!(results.map(({ status }) => status))
})
process.send!('ready')
