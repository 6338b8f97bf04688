/** A whole request as it is sent; plain ASCII. */
export type RequestText = string

type Headers = Record<string, string>

const head = (method: string, path: string, headers: Headers) =>
  [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Accept: */*', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
    .map((line) => `${line}\r\n`)
    .join('')

export const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` })

export const basic = (id: string, secret: string): Headers => ({
  Authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
})

export const get = (path: string, token: string): RequestText => `${head('GET', path, bearer(token))}\r\n`

export const postForm = (path: string, form: Record<string, string>, headers: Headers = {}): RequestText =>
  post(path, { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' }, new URLSearchParams(form).toString())

export const postJson = (path: string, body: object): RequestText =>
  post(path, { 'Content-Type': 'application/json' }, JSON.stringify(body))

export const postNothing = (path: string, headers: Headers): RequestText => post(path, headers, '')

const post = (path: string, headers: Headers, body: string): RequestText =>
  `${head('POST', path, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) })}\r\n${body}`
