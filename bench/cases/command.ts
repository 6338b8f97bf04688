import type { BenchCase } from '../support/bench-case.ts'
import { placed } from '../support/cores.ts'
import { nodeCommand, runToEnd, type Settings } from '../support/process.ts'
import { atMost } from '../support/report.ts'
import { TURNS_A_ROUND } from '../support/rounds.ts'
import { type Run, timeReport } from './time-report.ts'

const SESSIONS = 2000

/** Measures one command, from its start to its end. */
export const command: BenchCase = {
  name: 'command',
  async run(bench) {
    const contenders = []
    for (const { tree, env, mint } of await bench.prepareAll()) {
      await mint.sessions(SESSIONS)
      contenders.push({ name: `${tree.name} users list`, run: () => timed(nodeCommand(tree.entry, ['users', 'list']), env) })
    }
    if (!bench.alone) contenders.push({ name: 'node -e 0', run: () => timed([process.execPath, '-e', '0'], {}) })
    const title = `One command, ${TURNS_A_ROUND} runs a round`
    return [await timeReport(bench, { title, goalAgainstBaseline: atMost(0.42, 'time') }, contenders)]
  },
}

/** The shell measures the time, because Node has no figures for processes that have ended. */
async function timed(command: string[], env: Settings): Promise<Run> {
  const script = 'exec 3>&2; TIMEFORMAT="%R %U %S"; { time "$@" >/dev/null 2>&3; } 2>&1'
  const said = await runToEnd(placed('server', ['bash', '-c', script, 'bash', ...command]), { env: { ...env, LC_ALL: 'C' } })
  const [wall, user, system] = said.trim().split(' ').map(Number) as [number, number, number]
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 }
}
