import { closedLoop } from '../load/closed-loop.ts'
import { get } from '../load/request.ts'
import { type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import type { Child } from '../support/child.ts'

const MEBIBYTE = 1024 * 1024
const TOKENS = 10_000

/** What a process holds once it is up, and after load. */
export const memory: BenchCase = {
  name: 'memory',
  async run({ start, startMintmark, seconds }) {
    const mintmark = await startMintmark()
    const bareNode = await start('servers/bare-node.ts')
    const before = await Promise.all([mintmark, bareNode].map(residentMib))
    const requests = (await mintmark.mint.accessTokens(TOKENS)).map((token) => get('/protected', token))
    for (const { hello } of [mintmark, bareNode]) {
      let sent = 0
      const next = () => requests[sent++ % TOKENS]
      await closedLoop({ port: hello.port as number, connections: CONNECTIONS, seconds: seconds * 2, next })
    }
    const after = await Promise.all([mintmark, bareNode].map(residentMib))
    const figures = [
      ['', 'MiB, idle', 'MiB, after load'],
      ['mintmark', before[0]!, after[0]!],
      ['bare node:http', before[1]!, after[1]!],
    ]
    return [{ title: `Memory (RSS), ${TOKENS} tokens`, figures, ratios: [] }]
  },
}

const residentMib = async (child: Child): Promise<string> => ((await child.usage()).rssBytes / MEBIBYTE).toFixed(0)
