import { Refusal } from '../errors.ts'

/**
 * Creates the refusal of a client that did not authenticate. For the client all causes read alike
 * (REQUIREMENTS C 4).
 *
 * @param client The client's id, if such a client exists.
 */
export const clientRefused = (cause: string, client?: string): Refusal =>
  new Refusal('invalid_client', 'The client is unknown or did not authenticate.', { cause, principals: { client } })

export const SEND_A_CLIENT = 'Send its id and secret by HTTP Basic, or as client_id and client_secret, or a client_assertion.'

/**
 * Creates the refusal of a request that sent nothing of a client. Its answer may therefore say what is
 * missing.
 */
export const noClientSent = (): Refusal =>
  new Refusal('invalid_client', `No client was sent. ${SEND_A_CLIENT}`, { cause: 'no client was sent' })
