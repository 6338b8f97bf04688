import { networkInterfaces } from 'node:os'
import { listeningUrl } from '../../config/issuer.ts'

/** The URLs by which other machines reach a service that listens on every address; none if it listens on one. */
export function networkUrls(host: string, port: number): string[] {
  if (host !== '0.0.0.0' && host !== '::') return []
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, family, address }) => !internal && (family === 'IPv4' || (host === '::' && !isLinkLocal(address))))
    .map(({ address }) => listeningUrl(address, port))
}

/** RFC 4291 §2.5.6: it needs the name of an interface beside it, which a URL cannot have. */
const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address)
