import type { components } from '../../generated/openapi.d.ts'

type Schemas = components['schemas']

/** What came back of a call. A client that throws at a refusal has caught it. */
export interface Answer {
  status: number
  body: unknown
}

/** The operations that the 25 calls use. Each generated client has them under its own names. */
export interface Api {
  issueToken(form: Schemas['TokenRequest']): Promise<Answer>
  refreshToken(form?: Schemas['RefreshForm']): Promise<Answer>
  introspectToken(form: Schemas['IntrospectionRequest']): Promise<Answer>
  revokeToken(form: Schemas['RevocationRequest']): Promise<Answer>
  logIn(body: Schemas['LoginRequest']): Promise<Answer>
  logOut(): Promise<Answer>
  getProtected(): Promise<Answer>
  getMe(): Promise<Answer>
  changePassword(body: Schemas['PasswordChange']): Promise<Answer>
  endSession(id: string): Promise<Answer>
  listUsers(query: { limit: number }): Promise<Answer>
  createClient(body: Schemas['NewClient']): Promise<Answer>
}

/**
 * Returns the generated client for the service at `baseUrl`. It sends `headers` with every call, like an
 * application that sets its token once.
 */
export type CreateApi = (baseUrl: string, headers: Record<string, string>) => Api
