import { decodeJwt, SignJWT } from 'jose'
import { createLog } from '../../src/log.ts'
import { resolveServiceSecret } from '../../src/ops/service-secret.ts'
import { createService } from '../../src/service.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { randomId, realSystem } from '../../src/system.ts'
import { configOf, type DataFolder } from './data-folder.ts'
import { copySessions } from './sessions.ts'

/** Makes tokens of a service as it would itself, each of a session of its own, from one that it gave at a login. */
export interface Mint {
  accessTokens(count: number): Promise<string[]>
  refreshTokens(count: number): string[]
  usernames(count: number): string[]
  /** The key that the tokens are signed with. */
  publicJwk: Record<string, unknown>
}

export async function createMint(folder: DataFolder, loggedIn: string): Promise<Mint> {
  const config = configOf(folder)
  const secret = resolveServiceSecret(config)
  const service = await createService({ config, secret, system: realSystem, log: createLog('silent') })
  const { kid, alg, privateKey } = service.keys.signer()
  const publicJwk = service.keys.publicJwks().find((jwk) => jwk.kid === kid)!
  await service.close()

  const claims = decodeJwt<{ sid: string; rc: number }>(loggedIn)
  const refreshTokens = createRefreshTokens(secret)
  const copies = (count: number) => copySessions(folder.file, claims.sid, count)
  return {
    accessTokens: (count) =>
      Promise.all(
        copies(count).map(({ userId, username, sessionId }) =>
          new SignJWT({ ...claims, sub: userId, username, sid: sessionId, jti: randomId(realSystem) })
            .setProtectedHeader({ typ: 'at+jwt', alg, kid })
            .sign(privateKey),
        ),
      ),
    refreshTokens: (count) => copies(count).map(({ sessionId }) => refreshTokens.mint({ sessionId, counter: claims.rc })),
    usernames: (count) => Array.from({ length: count }, () => copies(1)[0]!.username),
    publicJwk,
  }
}
