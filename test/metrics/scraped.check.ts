// Debian's Prometheus scrapes a service on each database under load (docs/metrics.md).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Env, FAST, killServing, run, type Serving, serve } from '../faults/serving.ts'
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { buildProgram } from '../support/program.ts'
import { startReceiver, WEBHOOK_SECRET, type WebhookReceiver } from '../support/webhook-receiver.ts'
import { type Load, startMixedLoad } from './mixed-load.ts'
import {
  type Prometheus,
  panelQueries,
  prometheusVersion,
  promtool,
  SCRAPE_EVERY_SECONDS,
  type Series,
  startPrometheus,
} from './prometheus.ts'

const PASSWORD = 'correct horse battery staple'
/** Housekeeping counts the sessions after a minute. */
const FIRST_COUNT_MS = 64_000

interface Subject {
  name: string
  service: Serving
  load: Load
  management: string
  receivers: [WebhookReceiver, OtlpReceiver]
}

const folder = mkdtempSync(join(tmpdir(), 'mintmark-metrics-'))
let server: PostgresServer | undefined
let subjects: Subject[]
let prometheus: Prometheus
let startedAtMs: number

async function startSubject(name: string, database: Env): Promise<Subject> {
  const receiver = await startReceiver()
  const webhook = { MINTMARK_WEBHOOK_URL: receiver.url, MINTMARK_WEBHOOK_SECRET: WEBHOOK_SECRET }
  const spans = await startOtlpReceiver()
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: spans.url, OTEL_TRACES_SAMPLER_ARG: '0.1' }
  const env = { ...FAST, ...database, ...webhook, ...traces, MINTMARK_MANAGEMENT_PORT: '0' }
  const service = await serve(env)
  const adding = run(['users', 'add', 'alice', '--password-stdin'], env)
  adding.stdin!.end(PASSWORD)
  await new Promise((resolve) => adding.once('close', resolve))
  const management = /"url":"http:\/\/([^"]+)","message":"metrics and health/.exec(service.output())![1]!
  return { name, service, management, receivers: [receiver, spans], load: startMixedLoad(service.url, PASSWORD) }
}

beforeAll(async () => {
  await buildProgram()
  server = (await startPostgres())!
  startedAtMs = performance.now()
  subjects = [
    await startSubject('SQLite', { DATABASE_URL: `sqlite:${folder}/metrics.db` }),
    await startSubject('PostgreSQL', { DATABASE_URL: server.url }),
  ]
  prometheus = await startPrometheus(subjects.map(({ management }) => management))
})
afterAll(async () => {
  killServing()
  for (const { receivers } of subjects ?? []) for (const receiver of receivers) receiver.close()
  await prometheus?.stop()
  await server?.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('the Prometheus is the version that the page names', () => expect(prometheusVersion()).toBe('2.42.0'))

describe('under load', () => {
  test('each query of the dashboard returns data', async () => {
    await sleep(Math.max(0, FIRST_COUNT_MS - (performance.now() - startedAtMs)))
    const hasData = (series: Series[]) => series.some(({ value: [, value] }) => Number.isFinite(Number(value)))
    const empty: string[] = []
    const queries = panelQueries()
    for (const { title, expression } of queries) if (!hasData(await prometheus.query(expression))) empty.push(`${title}: ${expression}`)
    expect(queries.length).toBeGreaterThan(20)
    expect(empty).toEqual([])
  })

  test('both targets are up, and each alert is evaluated without an error', async () => {
    const targets = await prometheus.targets()
    expect(targets.map(({ health, lastError }) => [health, lastError])).toEqual([
      ['up', ''],
      ['up', ''],
    ])
    const rules = await prometheus.rules()
    expect(rules.length).toBeGreaterThan(10)
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
  })

  test('promtool finds nothing in the metrics and the rules', async () => {
    for (const { management } of subjects) {
      const text = await (await fetch(`http://${management}/metrics`)).text()
      expect(promtool(['check', 'metrics'], text)).toEqual({ code: 0, output: '' })
    }
    expect(promtool(['check', 'rules', 'deploy/prometheus/alerts.yaml']).code).toBe(0)
  })
})

describe('after the load', () => {
  beforeAll(async () => {
    for (const { load } of subjects) await load.stop()
    await sleep(3 * SCRAPE_EVERY_SECONDS * 1000)
  })
  const scraped = async (name: string, management: string) => prometheus.query(`${name}{instance="${management}"}`)

  test.each([0, 1])('service %i: every request was counted, and none twice', async (place) => {
    const { load, management } = subjects[place]!
    const series = await scraped('mintmark_http_requests_total', management)
    const counted = series.map(({ metric, value }) => [`${metric.operation} ${metric.status}`, Number(value[1])] as const)
    expect(load.counted.get('refreshToken 200')).toBeGreaterThan(200)
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(load.counted))
  })

  test.each([0, 1])('service %i: so was every refresh, by its outcome', async (place) => {
    const { load, management } = subjects[place]!
    const series = await scraped('mintmark_refreshes_total', management)
    const outcomes = Object.fromEntries(series.map(({ metric, value }) => [metric.outcome, Number(value[1])]))
    expect(outcomes).toMatchObject(load.refreshes)
  })
})
