/**
 * What the client reads in a person's access token (RFC 9068 §2.2). It verifies nothing, since the token came
 * from the service itself.
 */
export interface Claims {
  /** The issuer, as the service names itself. */
  iss: string
  sub: string
  username: string
  /** The audiences. */
  aud: string[]
}

/** @returns undefined if the text is not a person's access token */
export function claimsOf(accessToken: string): Claims | undefined {
  try {
    const { iss, sub, username, aud } = JSON.parse(utf8Of(accessToken.split('.')[1] ?? ''))
    const audiences = [aud].flat()
    return [iss, sub, username, ...audiences].every((claim) => typeof claim === 'string')
      ? { iss, sub, username, aud: audiences }
      : undefined
  } catch {
    return undefined
  }
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * Decodes base64url, and the result as UTF-8. React Native has no `TextDecoder`, and only recent versions
 * have `atob`.
 */
function utf8Of(text: string): string {
  let percentEncoded = ''
  let bits = 0
  let value = 0
  for (const character of text) {
    value = ((value << 6) | BASE64URL.indexOf(character)) & 0xfff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    percentEncoded += `%${((value >> bits) & 0xff).toString(16).padStart(2, '0')}`
  }
  return decodeURIComponent(percentEncoded)
}
