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
