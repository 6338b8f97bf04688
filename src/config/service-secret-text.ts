const SERVICE_SECRET_BYTES = 32

/** So few distinct bytes are a placeholder: of 32 random ones, about 30 differ. */
const MIN_DISTINCT_BYTES = 8

/** Undefined where it is not base64url of 32 bytes, or plainly not random. The `=` that some tools leave is allowed. */
export function parseServiceSecret(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]{43}=?$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== SERVICE_SECRET_BYTES || bytes.toString('base64url') !== text.slice(0, 43)) return undefined
  return new Set(bytes).size >= MIN_DISTINCT_BYTES ? bytes : undefined
}
