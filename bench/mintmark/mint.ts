import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import type { SigningAlg } from '../../src/keys/signing-key.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { randomId, realSystem } from '../../src/system.ts'
import type { Row, Rows } from './rows.ts'

/** A session as a login would have made it. */
export interface Session {
  id: string
  userId: string
  username: string
}

/**
 * Makes sessions and tokens without a password hash for each, from those of one login. It works on the data of earlier commits too: a service
 * has to open what an earlier one sealed, so the functions of this commit do.
 */
export interface Mint {
  /** @param changes What differs from those that a login makes. */
  sessions(count: number, changes?: Row): Promise<Session[]>
  accessTokens(sessions: readonly Session[]): Promise<string[]>
  refreshTokens(sessions: readonly Session[]): string[]
  /** Copies of a client, with its secret; returns their ids. */
  clients(id: string, count: number): Promise<string[]>
  /** The key that access tokens are verified with. */
  publicJwk: Row
}

/** Fewer than the sessions that a user may have. */
const SESSIONS_A_USER = 50

const newId = () => randomId(realSystem)

export async function createMint({ rows, secret, accessToken }: { rows: Rows; secret: Buffer; accessToken: string }): Promise<Mint> {
  const claims = decodeJwt<{ sid: string; rc: number }>(accessToken)
  const { kid } = decodeProtectedHeader(accessToken)
  const key = await rows.find('signing_keys', 'kid', kid!)
  const alg = key.alg as SigningAlg
  const publicJwk = key.public_jwk as string
  const sealed = { kid: kid!, alg, publicJwk, sealedPrivateJwk: key.sealed_private_jwk as string, publishedAtMs: 0, signsFromMs: 0 }
  const { privateKey } = await createKeyMaterial({ current: secret }).open(sealed)
  const refreshTokens = createRefreshTokens({ current: secret })

  return {
    publicJwk: JSON.parse(publicJwk),
    async sessions(count, changes = {}) {
      const session = await rows.find('sessions', 'id', claims.sid)
      const user = await rows.find('users', 'id', session.user_id as string)
      const people = Array.from({ length: Math.ceil(count / SESSIONS_A_USER) }, () => ({
        id: `usr_${newId()}`,
        username: `bench-${newId()}`,
      }))
      const made = Array.from({ length: count }, (_, i) => {
        const { id, username } = people[Math.floor(i / SESSIONS_A_USER)]!
        return { id: newId(), userId: id, username }
      })
      await rows.copy('users', user, people.map(({ id, username }) => ({ id, username, username_key: username.toLowerCase() }))) // biome-ignore format: one line says it
      await rows.copy('sessions', session, made.map(({ id, userId }) => ({ ...changes, id, user_id: userId }))) // biome-ignore format: the same
      return made
    },
    accessTokens: (sessions) =>
      Promise.all(
        sessions.map(({ id, userId, username }) =>
          new SignJWT({ ...claims, sub: userId, username, sid: id, jti: newId() })
            .setProtectedHeader({ typ: 'at+jwt', alg, kid: kid! })
            .sign(privateKey),
        ),
      ),
    refreshTokens: (sessions) => sessions.map(({ id }) => refreshTokens.mint({ sessionId: id, counter: claims.rc })),
    async clients(id, count) {
      const [client, secretOf] = [await rows.find('clients', 'id', id), await rows.find('client_secrets', 'client_id', id)]
      const ids = Array.from({ length: count }, (_, i) => `${id}-${i + 1}`)
      await rows.copy('clients', client, ids.map((copy) => ({ id: copy }))) // biome-ignore format: the same
      await rows.copy('client_secrets', secretOf, ids.map((copy) => ({ id: newId(), client_id: copy }))) // biome-ignore format: the same
      return ids
    },
  }
}
