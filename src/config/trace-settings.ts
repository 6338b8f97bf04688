import { setting } from './setting.ts'

const MASK = '********'
const MAX_HEADERS = 20

/** Parses the base URL of a receiver of OTLP/HTTP, without the final `/`. */
function parseEndpoint(text: string): string | undefined {
  const url = /^https?:\/\//.test(text) && !/[\s#?@]/.test(text) ? URL.parse(text) : null
  return url?.href.replace(/\/+$/, '')
}

/** Parses pairs such as `api-key=abc,x-tenant=1`, with values percent-encoded (W3C Baggage, §3.3.1). */
function parseHeaders(text: string): Record<string, string> | undefined {
  const parts = text.split(',').map((part) => part.trim())
  const pairs = parts.map((part) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*([\x21-\x7e]+)$/.exec(part) ?? []
    return name === undefined ? undefined : ([name.toLowerCase(), decoded(value!)] as const)
  })
  const isBroken = pairs.some((pair) => pair?.[1] === undefined || !/^[\x20-\x7e]+$/.test(pair[1]))
  return isBroken || pairs.length > MAX_HEADERS ? undefined : Object.fromEntries(pairs as [string, string][])
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The settings of traces, by the names that OpenTelemetry gives them. */
export const traceSettings = {
  otlpEndpoint: setting({
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    defaultInWords: 'none: nothing is traced',
    rule: 'an http or https URL without user name, query and fragment; `/v1/traces` is appended',
    example: 'http://127.0.0.1:4318',
    description: 'the receiver of [traces](docs/traces.md), which must speak OTLP over HTTP, as JSON',
    parse: parseEndpoint,
  }),
  otlpHeaders: setting({
    variable: 'OTEL_EXPORTER_OTLP_HEADERS',
    defaultInWords: 'none',
    rule: `up to ${MAX_HEADERS} pairs \`name=value\` with commas between, values percent-encoded`,
    example: 'api-key=$(cat key)',
    secret: true,
    description: 'headers that the receiver of traces wants, such as a key',
    parse: parseHeaders,
    mask: () => MASK,
  }),
  serviceName: setting({
    variable: 'OTEL_SERVICE_NAME',
    default: 'mintmark',
    rule: '1 to 255 printable characters',
    example: 'mintmark',
    description: 'the name of this service in traces',
    parse: (text) => (/^[^\p{C}\p{Z}]([^\p{C}]{0,253}[^\p{C}\p{Z}])?$/u.test(text) ? text : undefined),
  }),
  traceShare: setting({
    variable: 'OTEL_TRACES_SAMPLER_ARG',
    default: '1',
    rule: 'a decimal number from 0 to 1',
    example: '0.1',
    description: 'which part of the requests is traced, unless the `traceparent` of a trusted proxy decides',
    parse: (text) => (/^(0(\.[0-9]{1,9})?|1(\.0{1,9})?)$/.test(text) ? Number(text) : undefined),
  }),
}

/** Where traces go, and which. */
export interface TracesConfig {
  url: string
  headers: Record<string, string>
  serviceName: string
  /** From 0 to 1. */
  share: number
}

/** @returns undefined if nothing is traced. */
export const tracesOf = (values: {
  otlpEndpoint?: string
  otlpHeaders?: Record<string, string>
  serviceName: string
  traceShare: number
}): TracesConfig | undefined =>
  values.otlpEndpoint === undefined
    ? undefined
    : {
        url: `${values.otlpEndpoint}/v1/traces`,
        headers: values.otlpHeaders ?? {},
        serviceName: values.serviceName,
        share: values.traceShare,
      }
