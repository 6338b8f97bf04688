import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import type { SigningAlg } from '../../src/keys/signing-key.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { randomId, realSystem } from '../../src/system.ts'
import type { Row, Rows } from './rows.ts'

/** A session, as a login would make it. */
export interface Session {
  id: string
  userId: string
  username: string
}

/**
 * Copies the session and the tokens of one login, without a password hash for each copy. It can also read the
 * data of earlier commits, as every service must.
 */
export interface Mint {
  /** @param changes The columns that differ from those of a login. */
  sessions(count: number, changes?: Row): Promise<Session[]>
  accessTokens(sessions: readonly Session[]): Promise<string[]>
  refreshTokens(sessions: readonly Session[]): string[]
  /** Copies a client with its secret, and returns the ids of the copies. */
  clients(id: string, count: number): Promise<string[]>
  /** The key that verifies the access tokens. */
  publicJwk: Row
}

/** Less than the limit of sessions for a user. */
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
      await rows.copy('users', user, people.map(({ id, username }) => ({ id, username, username_key: username.toLowerCase() }))) // biome-ignore format: one line is clearer
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
