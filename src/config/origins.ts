import { parseIssuer } from './issuer.ts'

const MAX_ORIGINS = 50

/** Origins as browsers send them (RFC 6454 §6.2), with commas or spaces between; each once. A pattern is none, and neither is `null`, which any page can send. */
export function parseOrigins(text: string): string[] | undefined {
  const origins = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
  const areOrigins = origins.every((origin) => parseIssuer(origin) !== undefined && !origin.includes('*'))
  return origins.length > 0 && origins.length <= MAX_ORIGINS && areOrigins ? origins : undefined
}
