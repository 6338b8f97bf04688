import { type FaultClient, Gone } from '../faults/client.ts'

const MAX_TRIES = 3

/**
 * Asks again if an idle connection was closed just as the request went out, so that nobody has read it. A
 * service that is gone refuses every try; the services of these tests keep running.
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
    send: again(client.send),
    logIn: again(client.logIn),
    refresh: again(client.refresh),
    logOut: again(client.logOut),
    openProtected: again(client.openProtected),
    changePassword: again(client.changePassword),
    get: again(client.get),
    slowestMs: client.slowestMs,
  }
}
