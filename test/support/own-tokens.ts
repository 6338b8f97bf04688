import type { KeyObject } from 'node:crypto'
import { CompactSign } from 'jose'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { type RunningService, SECRET } from './service.ts'

export type Json = Record<string, unknown>

export const decodePart = (part: string | undefined): Json => JSON.parse(Buffer.from(part ?? '', 'base64url').toString())

export interface OwnTokens {
  claims: Json
  header: Json
  /**
   * Returns a token signed with the service's own key, whatever its content. Only the service's checks can
   * refuse it.
   */
  signed(changedClaims?: Json, changedHeader?: Json): Promise<string>
  sealed(payload: string, changedHeader?: Json): Promise<string>
}

/** Opens the key that the service signs with. */
export async function privateKeyOf({ service: { keys } }: RunningService): Promise<KeyObject> {
  const { kid } = keys.signer()
  return (await createKeyMaterial(SECRET).open(keys.keys.find((key) => key.kid === kid)!)).privateKey
}

/** Signs like the service, with the header and claims of `token` unless they are changed. */
export function ownTokens(service: RunningService, token: string): OwnTokens {
  const [head, body] = token.split('.')
  const [header, claims] = [decodePart(head), decodePart(body)]
  const sealed = async (payload: string, changedHeader: Json = {}) =>
    new CompactSign(Buffer.from(payload)).setProtectedHeader({ ...header, ...changedHeader } as never).sign(await privateKeyOf(service))
  return {
    claims,
    header,
    sealed,
    signed: async (changedClaims = {}, changedHeader = {}) => sealed(JSON.stringify({ ...claims, ...changedClaims }), changedHeader),
  }
}
