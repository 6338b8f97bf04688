import { type ClientAuthentication, clientRefused, noClientSent } from './client-authentication.ts'

/** The same, for confidential clients only: whoever can be anybody is told nothing (RFC 7662 §2.1). */
export const confidentialOnly =
  (authenticate: ClientAuthentication): ClientAuthentication =>
  async (presented) => {
    if (presented.method === 'none' && presented.id === undefined) throw noClientSent()
    const client = await authenticate(presented)
    if (!client.confidential) throw clientRefused('the client is public', client.id)
    return client
  }
