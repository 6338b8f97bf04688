import { isAudienceIdentifier } from '../clients/audience-identifier.ts'

const MAX_IDENTIFIERS = 20

/** Identifiers with commas or spaces between; each once. */
export function parseAudience(text: string): string[] | undefined {
  const identifiers = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
  return identifiers.length > 0 && identifiers.length <= MAX_IDENTIFIERS && identifiers.every(isAudienceIdentifier)
    ? identifiers
    : undefined
}
