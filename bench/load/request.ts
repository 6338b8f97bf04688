/** A whole request as it goes over the wire; plain ASCII. */
export type RequestText = string

const head = (method: string, path: string, headers: Record<string, string>) =>
  [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Accept: */*', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
    .map((line) => `${line}\r\n`)
    .join('')

export const get = (path: string, token: string): RequestText => `${head('GET', path, { Authorization: `Bearer ${token}` })}\r\n`

export const postForm = (path: string, form: string): RequestText => post(path, 'application/x-www-form-urlencoded', form)

export const postJson = (path: string, body: object): RequestText => post(path, 'application/json', JSON.stringify(body))

const post = (path: string, type: string, body: string): RequestText =>
  `${head('POST', path, { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) })}\r\n${body}`
