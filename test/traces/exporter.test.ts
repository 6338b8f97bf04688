// The exporter is bounded, counts what it loses, and keeps nobody waiting.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createPost } from '../../src/ops/post.ts'
import { createSpanExporter } from '../../src/ops/traces/exporter.ts'
import { createOtlpWriter } from '../../src/ops/traces/otlp.ts'
import type { Span } from '../../src/traces/span.ts'
import { exportRequest, type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts'

const SPAN: Span = {
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  parent: { spanId: 'eee19b7ec3c1b173', isRemote: false },
  kind: 'server',
  name: "I'm a server span",
  startMs: 1544712660000,
  endMs: 1544712661000.25,
  attributes: { 'my.span.attr': 'some value', 'my.number': 7 },
  hasFailed: true,
}
const write = createOtlpWriter({ resource: { 'service.name': 'my.service' }, name: 'my.library', version: '1.0.0' })

test('a span is written as in the example of opentelemetry-proto', () => {
  const message: unknown = JSON.parse(write([SPAN]))
  expect(exportRequest.parse(message)).toEqual(message)
  expect(message).toEqual({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'my.service' } }] },
        scopeSpans: [
          {
            scope: { name: 'my.library', version: '1.0.0' },
            spans: [
              {
                traceId: '5b8efff798038103d269b633813fc60c',
                spanId: 'eee19b7ec3c1b174',
                parentSpanId: 'eee19b7ec3c1b173',
                flags: 0x101,
                name: "I'm a server span",
                startTimeUnixNano: '1544712660000000000',
                endTimeUnixNano: '1544712661000250000',
                kind: 2,
                attributes: [
                  { key: 'my.span.attr', value: { stringValue: 'some value' } },
                  { key: 'my.number', value: { intValue: '7' } },
                ],
                status: { code: 2 },
              },
            ],
          },
        ],
      },
    ],
  })
})

describe('with a receiver', () => {
  let receiver: OtlpReceiver
  let lines: string[]
  beforeEach(async () => {
    receiver = await startOtlpReceiver()
    lines = []
  })
  afterEach(() => receiver.close())

  function exporterTo(url = `${receiver.url}/v1/traces`, sendEveryMs = 20) {
    const log = createLog('debug', { write: (line) => lines.push(line) })
    return createSpanExporter({ write, headers: {}, post: createPost(url), log, sendEveryMs })
  }
  const add = (exporter: ReturnType<typeof exporterTo>, spans: number) => {
    for (let i = 0; i < spans; i += 1) exporter.add(SPAN)
  }
  const total = ({ counts }: ReturnType<typeof exporterTo>) => counts().exported + counts().dropped
  /** Waits for `spans` to be settled. */
  const settled = (exporter: ReturnType<typeof exporterTo>, spans: number) =>
    expect.poll(() => total(exporter), { timeout: 5000 }).toBe(spans)

  test('spans are sent when the first has waited long enough', async () => {
    const exporter = exporterTo()
    add(exporter, 3)
    await settled(exporter, 3)
    expect(receiver.spans).toHaveLength(3)
    expect(exporter.counts()).toEqual({ exported: 3, dropped: 0 })
  })

  test('a full batch is sent at once, and no batch is larger', async () => {
    const exporter = exporterTo(undefined, 60_000)
    add(exporter, 1100)
    await expect.poll(() => receiver.spans.length).toBe(1024)
    await exporter.stop()
    expect(receiver.texts.map((text) => JSON.parse(text).resourceSpans[0].scopeSpans[0].spans.length)).toEqual([512, 512, 76])
    expect(exporter.counts()).toEqual({ exported: 1100, dropped: 0 })
  })

  test('without room spans are dropped and counted', async () => {
    const exporter = exporterTo(undefined, 60_000)
    receiver.answer = (_, response) => void setTimeout(() => response.writeHead(200).end(), 100)
    add(exporter, 3000)
    expect(exporter.counts().dropped).toBe(3000 - 512 - 2048)
    await exporter.stop()
    expect(total(exporter)).toBe(3000)
  })

  test.each([429, 502, 503, 504])('%i is tried a second time', async (status) => {
    const exporter = exporterTo()
    receiver.answer = (_, response) => void response.writeHead(receiver.texts.length === 1 ? status : 200).end()
    add(exporter, 1)
    await settled(exporter, 1)
    expect(exporter.counts()).toEqual({ exported: 1, dropped: 0 })
    expect(lines).toEqual([])
  })

  test.each([400, 401, 307])('%i is final, and logged once', async (status) => {
    const exporter = exporterTo()
    receiver.answer = (_, response) => void response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end()
    for (let batch = 1; batch <= 2; batch += 1) {
      add(exporter, 1)
      await settled(exporter, batch)
    }
    expect(receiver.texts).toHaveLength(2)
    expect(exporter.counts()).toEqual({ exported: 0, dropped: 2 })
    expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 'warn', status })])
    receiver.answer = (_, response) => void response.writeHead(200).end()
    add(exporter, 1)
    await settled(exporter, 3)
    expect(JSON.parse(lines[1]!)).toMatchObject({ level: 'info', dropped: 2 })
  })

  test('nobody listens: spans are dropped, and the log has the code', async () => {
    const exporter = exporterTo('http://127.0.0.1:1/canary')
    add(exporter, 2)
    await settled(exporter, 2)
    expect(exporter.counts()).toEqual({ exported: 0, dropped: 2 })
    expect(lines.join()).toContain('"level":"warn"')
    expect(lines.join()).not.toContain('canary')
  })

  test('a receiver that never answers does not hold up a stop', async () => {
    const exporter = exporterTo(undefined, 60_000)
    receiver.answer = () => new Promise(() => {})
    add(exporter, 600)
    const beganMs = performance.now()
    await exporter.stop()
    expect(performance.now() - beganMs).toBeLessThan(1500)
    expect(exporter.counts()).toEqual({ exported: 0, dropped: 600 })
    exporter.add(SPAN)
    expect(exporter.counts().dropped).toBe(601)
  })
})
