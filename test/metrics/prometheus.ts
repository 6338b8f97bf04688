import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../bench/support/free-port.ts'

export interface Series {
  metric: Record<string, string>
  value: [atSeconds: number, value: string]
}

export interface Prometheus {
  /** Returns what a query finds now. */
  query(expression: string): Promise<Series[]>
  /** Returns each alert with its health, after Prometheus has evaluated it. */
  rules(): Promise<{ name: string; health: string; lastError?: string }[]>
  /** Returns the targets with their state. */
  targets(): Promise<{ health: string; lastError: string; scrapeUrl: string }[]>
  stop(): Promise<void>
}

/** Shorter than in production, so that the check takes a minute. */
export const SCRAPE_EVERY_SECONDS = 1

/** Starts Debian's Prometheus. It scrapes the targets, and evaluates our alerts. */
export async function startPrometheus(targets: readonly string[]): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-prometheus-'))
  copyFileSync('deploy/prometheus/alerts.yaml', join(folder, 'alerts.yaml'))
  writeFileSync(
    join(folder, 'prometheus.yaml'),
    `global: { scrape_interval: ${SCRAPE_EVERY_SECONDS}s, evaluation_interval: ${SCRAPE_EVERY_SECONDS}s }
rule_files: [alerts.yaml]
scrape_configs:
  - job_name: mintmark
    static_configs: [{ targets: ${JSON.stringify(targets)} }]
`,
  )
  const port = await freePort()
  const files = [`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`]
  const child = spawn('prometheus', [...files, `--web.listen-address=127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  const api = `http://127.0.0.1:${port}/api/v1`
  await untilReady(`http://127.0.0.1:${port}/-/ready`, child)

  // biome-ignore lint/suspicious/noExplicitAny: Prometheus documents the shape of each answer
  async function ask(path: string): Promise<any> {
    const answer = (await (await fetch(`${api}${path}`)).json()) as { status: string; data: unknown; error?: string }
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`)
    return answer.data
  }
  return {
    query: async (expression) => (await ask(`/query?${new URLSearchParams({ query: expression })}`)).result,
    rules: async () => (await ask('/rules')).groups.flatMap(({ rules }: { rules: unknown[] }) => rules),
    targets: async () => (await ask('/targets')).activeTargets,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr!.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-2000)
  })
  for (let tries = 0; tries < 300 && child.exitCode === null; tries += 1) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await sleep(100)
  }
  throw new Error(`Prometheus did not start:\n${said}`)
}

/** Runs promtool. Returns everything that it prints, and its exit code. */
export function promtool(args: string[], input = ''): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return { code: status, output: stdout + stderr }
}

export const prometheusVersion = (): string =>
  /version (\S+?)[+,]/.exec(spawnSync('prometheus', ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? 'none'

/** Returns the queries of the dashboard by the title of their panel, with its variables filled in. */
export function panelQueries(): { title: string; expression: string }[] {
  const { panels } = JSON.parse(readFileSync('deploy/grafana/mintmark.json', 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[]
  }
  const filled = (expression: string) =>
    expression.replaceAll('$job', 'mintmark').replaceAll('$__rate_interval', `${10 * SCRAPE_EVERY_SECONDS}s`)
  return panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expression: filled(expr) })))
}
