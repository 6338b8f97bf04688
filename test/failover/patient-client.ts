import { type FaultClient, Gone } from '../faults/client.ts'

const MAX_TRIES = 3

/**
 * Asks again if the connection was closed under the request. The services of these tests stay, so it was one
 * that lay idle and was closed as the request went out, which nobody has read. A service that is gone refuses
 * every try.
 */
export function patient(client: FaultClient): FaultClient {
  const again =
    <A extends unknown[], R>(ask: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await ask(...args)
        } catch (error) {
          if (tries === MAX_TRIES || !(error instanceof Gone)) throw error
        }
      }
    }
  return {
    logIn: again(client.logIn),
    refresh: again(client.refresh),
    logOut: again(client.logOut),
    openProtected: again(client.openProtected),
    changePassword: again(client.changePassword),
    get: again(client.get),
    slowestMs: client.slowestMs,
  }
}
