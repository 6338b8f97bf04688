import { isIP } from 'node:net'

/** Only the origin's one canonical spelling, since verifiers compare `iss` character by character (RFC 8414 §3.3, RFC 9068 §4). */
export function parseIssuer(text: string): string | undefined {
  const url = /^https?:\/\//.test(text) ? URL.parse(text) : null
  return url !== null && url.origin === text ? text : undefined
}

/** An address or a name that can stand in a URL: `999.1.1.1` cannot. */
export const isHost = (text: string): boolean =>
  isIP(text) === 6 || (/^[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?$/.test(text) && URL.canParse(`http://${text}`))

/** Whether a host, as an address or as it stands in a URL, can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/** The URL of a server that listens there. One that listens everywhere is told by the name of this machine to itself. */
export function listeningUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return new URL(`http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`).origin
}
