import type { BenchCase } from '../support/bench-case.ts'
import { fastApiCommand, fastApiMissing } from '../support/fastapi.ts'
import { answeredAfterMs, freePort } from '../support/free-port.ts'
import type { Settings } from '../support/process.ts'
import { nodeCommand, startProcess } from '../support/process.ts'
import { atMost } from '../support/report.ts'
import { TURNS_A_ROUND } from '../support/rounds.ts'
import { cpuBetween, usageOf } from '../support/usage.ts'
import { type Run, timeReport } from './time-report.ts'

const BARE = "require('http').createServer((q, s) => s.end('{}')).listen(process.env.PORT, '127.0.0.1')"

/** Measures from the start of the process to its first answer, on an existing database. */
export const coldStart: BenchCase = {
  name: 'cold-start',
  async run(bench) {
    const services = await bench.prepareAll()
    const ours = services.map(({ tree, env }) => ({
      name: `${tree.name} serve`,
      commands: () => ({ command: nodeCommand(tree.entry, ['serve']), env }),
    }))
    const bare = { name: 'bare node:http', commands: () => ({ command: [process.execPath, '-e', BARE], env: {} }) }
    const missing = bench.alone ? undefined : await fastApiMissing()
    const fastApi = missing === undefined ? [{ name: 'FastAPI under uvicorn', commands: fastApiCommand }] : []
    const others = bench.alone ? [] : [bare, ...fastApi]
    const contenders = [...ours, ...others].map(({ name, commands }) => ({
      name,
      run: async () => {
        const port = await freePort()
        const { command, env } = commands(port)
        return startToAnswer(name, port, command, { ...env, PORT: String(port) })
      },
    }))
    const title = `Cold start: from nothing to the first answer, ${TURNS_A_ROUND} starts a round`
    const notes = missing === undefined ? [] : [`Skipped: FastAPI, since ${missing}.`]
    return [await timeReport(bench, { title, notes, goalAgainstBaseline: atMost(0.5, 'time') }, contenders)]
  },
}

async function startToAnswer(name: string, port: number, command: string[], env: Settings): Promise<Run> {
  const { pid, stop, failed } = startProcess(name, command, { place: 'server', env })
  const wallMs = await Promise.race([answeredAfterMs(port, 1), failed])
  const { allMicros } = cpuBetween(pid, { threads: new Map(), ticks: 0 }, usageOf(pid))
  await stop()
  return { wallMs, cpuMs: allMicros / 1000 }
}
