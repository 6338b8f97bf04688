import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createDataFolder } from '../mintmark/data-folder.ts'
import type { BenchCase } from '../support/bench-case.ts'
import { placed } from '../support/cores.ts'
import { answeredAfterMs, freePort } from '../support/free-port.ts'
import { shown } from '../support/report.ts'
import { inTurns } from '../support/rounds.ts'
import { median } from '../support/statistics.ts'

const STARTS_A_ROUND = 3

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const BARE = "require('http').createServer((q, s) => s.end('{}')).listen(process.env.PORT, '127.0.0.1')"

/** From the start of the process to its first answer, on a database that is there. */
export const coldStart: BenchCase = {
  name: 'cold-start',
  async run({ rounds }) {
    const folder = createDataFolder()
    const names = ['mintmark serve', 'bare node']
    const contenders = [
      [MAIN, 'serve'],
      ['-e', BARE],
    ].map((command, i) => ({
      name: names[i]!,
      measure: async () => {
        const times: number[] = []
        for (let start = 0; start < STARTS_A_ROUND; start += 1) times.push(await startToAnswerMs(command, folder.env))
        return median(times)
      },
    }))
    try {
      const samples = await inTurns(contenders, rounds)
      const [ours, bare] = samples as [number[], number[]]
      const figures = [['', 'ms'], ...samples.map((times, i) => [names[i]!, shown(median(times), 0)])]
      const ratios = [{ against: 'bare node, in time', byRate: ours.map((ms, i) => ms / bare[i]!), goal: '≤ 1.60' }]
      return [{ title: 'Cold start: from nothing to the first answer', figures, ratios }]
    } finally {
      folder.remove()
    }
  },
}

async function startToAnswerMs(command: string[], settings: Record<string, string>): Promise<number> {
  const port = await freePort()
  const [file, ...rest] = placed('server', [process.execPath, ...command])
  const child = spawn(file!, rest, { env: { ...process.env, ...settings, PORT: String(port) }, stdio: 'ignore' })
  const gone = once(child, 'exit')
  try {
    return await answeredAfterMs(port, 1)
  } finally {
    child.kill('SIGKILL')
    await gone
  }
}
