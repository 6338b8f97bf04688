import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

// The messages of OTLP 1 in its JSON encoding (OTLP, JSON Protobuf Encoding). Ids are hexadecimal digits,
// 64-bit numbers are decimal strings, and enumerations are numbers.
const traceId = z.string().regex(/^(?!0+$)[0-9a-f]{32}$/)
const spanId = z.string().regex(/^(?!0+$)[0-9a-f]{16}$/)
const nanoseconds = z.string().regex(/^[1-9][0-9]{18}$/)
const flags = z.int().min(0).max(0x3ff)
const value = z.union([z.strictObject({ stringValue: z.string() }), z.strictObject({ intValue: z.string().regex(/^-?[0-9]+$/) })])
const attributes = z.array(z.strictObject({ key: z.string().min(1), value }))
const span = z.strictObject({
  traceId,
  spanId,
  parentSpanId: spanId.optional(),
  flags,
  name: z.string().min(1),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  links: z.array(z.strictObject({ traceId, spanId, flags })).optional(),
  status: z.strictObject({ code: z.literal(2) }).optional(),
})
const scopeSpans = z.array(z.strictObject({ scope: z.strictObject({ name: z.string(), version: z.string() }), spans: z.array(span) }))
export const exportRequest = z.strictObject({
  resourceSpans: z.array(z.strictObject({ resource: z.strictObject({ attributes }), scopeSpans })),
})

export interface ReceivedSpan extends Omit<z.infer<typeof span>, 'attributes'> {
  attributes: Record<string, string>
}

export interface OtlpReceiver {
  /** The base URL. */
  url: string
  spans: ReceivedSpan[]
  /** The attributes of the process. */
  resource: Record<string, string>
  /** Every message, as its text. */
  texts: string[]
  headers: IncomingMessage['headers'][]
  /** Decides how to answer. The default takes every batch. */
  answer: RequestListener
  close(): void
}

const recordOf = (list: z.infer<typeof attributes>) =>
  Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0] as string]))

/** Starts a receiver of OTLP/HTTP that refuses whatever is not an `ExportTraceServiceRequest`. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const server = createServer(async (request, response) => {
    const body = await text(request)
    receiver.texts.push(body)
    receiver.headers.push(request.headers)
    const isRight = request.method === 'POST' && request.url === '/v1/traces' && request.headers['content-type'] === 'application/json'
    const parsed = exportRequest.safeParse(JSON.parse(body))
    if (!isRight || !parsed.success) return void response.writeHead(400).end()
    await receiver.answer(request, response)
    if (response.statusCode !== 200) return
    for (const { resource, scopeSpans } of parsed.data.resourceSpans) {
      receiver.resource = recordOf(resource.attributes)
      for (const { spans } of scopeSpans) receiver.spans.push(...spans.map((one) => ({ ...one, attributes: recordOf(one.attributes) })))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    resource: {},
    texts: [],
    headers: [],
    answer: (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return receiver
}
