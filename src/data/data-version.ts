/**
 * The data version of SQLite, which changes whenever any process commits anything. Requests share it, and an
 * answer is remembered as long as it stays.
 *
 * @module
 */

/**
 * Remembers at most `maxKeys` answers, and only while `dataVersion` says that no process has committed
 * anything since. It remembers an absent row too, so that an unknown name takes no longer than a known one.
 */
export function rememberedUntilCommit<V>(dataVersion: () => number, maxKeys: number, read: (key: string) => V): (key: string) => V {
  const answers = new Map<string, V>()
  let version: number | undefined

  return (key) => {
    const versionNow = dataVersion()
    if (versionNow !== version) answers.clear()
    version = versionNow
    const known = answers.get(key)
    if (known !== undefined || answers.has(key)) return known as V
    const answer = read(key)
    if (answers.size >= maxKeys) answers.clear()
    answers.set(key, answer)
    return answer
  }
}

/**
 * Wraps the question for the data version, so that several reads can share one answer. Outside `shareVersion`
 * every read asks for itself.
 */
export function createSharedVersion(ask: () => number) {
  let isShared = false
  let shared: number | undefined
  return {
    dataVersion(): number {
      if (!isShared) return ask()
      shared ??= ask()
      return shared
    },
    shareVersion(work: () => void) {
      isShared = true
      try {
        work()
      } finally {
        isShared = false
        shared = undefined
      }
    },
  }
}
