import type { LiveRefreshToken } from '../sessions/refresh-token.ts'
import type { IssuedAccessToken } from './access-token.ts'

/** What a grant answers with (RFC 6749 §5.1). */
export interface IssuedTokens {
  accessToken: IssuedAccessToken
  /** As it stands on the wire: tokens with a space between. */
  scope: string
  /** Absent if the client may not refresh, or if an access token was presented. */
  refreshToken?: LiveRefreshToken
}
