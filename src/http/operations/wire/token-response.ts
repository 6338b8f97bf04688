import type { components } from '#generated/openapi.d.ts'
import type { IssuedTokens } from '../../../oauth/access-token.ts'

/** `IssuedTokens` on the wire (RFC 6749 §5.1). */
export const tokenResponse = ({ accessToken, scope, refreshToken }: IssuedTokens): components['schemas']['TokenResponse'] => ({
  access_token: accessToken.token,
  token_type: 'bearer',
  expires_in: accessToken.expiresInSeconds,
  scope,
  ...(refreshToken ? { refresh_token: refreshToken.token, refresh_expires_in: refreshToken.expiresInSeconds } : {}),
})
