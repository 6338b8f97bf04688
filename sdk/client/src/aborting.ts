/**
 * The parts of `AbortSignal` that some platforms lack. React Native has no `reason`, `throwIfAborted`, `any`
 * and `timeout`, and no `DOMException`.
 *
 * @module
 */

export const errorNamed = (name: string, message: string): Error => Object.assign(new Error(message), { name })

/** Returns why a signal was aborted; an `AbortError` if the platform does not keep the reason. */
export const reasonOf = (signal: AbortSignal): unknown => signal.reason ?? errorNamed('AbortError', 'The operation was aborted.')

/** @throws the reason of the signal if it is aborted */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw reasonOf(signal)
}

/**
 * Runs `run` for at most `seconds`, and no longer than until `signal` is aborted. `run` gets a signal that is
 * aborted at the end of either.
 *
 * @throws the reason of `signal`, or a `TimeoutError`, at once, even if `run` ignores its signal
 */
export async function within<T>(seconds: number, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  throwIfAborted(signal)
  const controller = new AbortController()
  let end = (_cause: unknown): void => {}
  const ended = new Promise<never>((_, reject) => {
    end = (cause) => {
      reject(cause)
      controller.abort(cause)
    }
  })
  const leave = () => end(reasonOf(signal))
  const timer = setTimeout(() => end(errorNamed('TimeoutError', `No whole answer came within ${seconds} s.`)), seconds * 1000)
  signal.addEventListener('abort', leave)
  try {
    return await Promise.race([run(controller.signal), ended])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
  }
}
