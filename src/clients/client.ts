/** Software that asks for tokens (RFC 6749 §2). */
export interface Client {
  id: string
  grants: readonly GrantType[]
  /** What it may ask for; `of_user`: whatever the user has. */
  scope: 'of_user' | readonly string[]
}

export type GrantType = 'password' | 'refresh_token'

/** The built-in public client that stands in where none is named. */
export const DEFAULT_CLIENT: Client = { id: 'default', grants: ['password', 'refresh_token'], scope: 'of_user' }

export interface ClientDirectory {
  /** Undefined where there is no such client, or it is disabled. */
  find(id: string): Client | undefined
  /** Undefined where it is switched off. */
  readonly default: Client | undefined
}

export function createClientDirectory({ defaultClient }: { defaultClient: boolean }): ClientDirectory {
  const builtIn = defaultClient ? DEFAULT_CLIENT : undefined
  return { default: builtIn, find: (id) => (id === builtIn?.id ? builtIn : undefined) }
}
