import { request } from 'node:http'

export interface RawAnswer {
  status: number
  challenge: string | undefined
  contentType: string | undefined
  cacheControl: string | undefined
  retryAfter: string | undefined
  body: unknown
}

/** Sends a GET with exactly these Authorization headers: none, one or several. */
export function getWith(url: string, authorization: readonly string[]): Promise<RawAnswer> {
  const headers = ['host', new URL(url).host, ...authorization.flatMap((value) => ['authorization', value])]
  return new Promise((resolve, reject) => {
    request(url, { headers }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString()
      const { headers: answered } = response
      resolve({
        status: response.statusCode ?? 0,
        challenge: answered['www-authenticate'],
        contentType: answered['content-type'],
        cacheControl: answered['cache-control'],
        retryAfter: answered['retry-after'],
        body: /json/.test(answered['content-type'] ?? '') ? JSON.parse(text) : text,
      })
    })
      .on('error', reject)
      .end()
  })
}
