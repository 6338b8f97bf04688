import type { DirectReads } from './database.ts'

/**
 * Remembers at most `maxKeys` answers, and only while `dataVersion` says that no process has
 * committed anything since. That there is no answer is not remembered.
 */
export function rememberedUntilCommit<V>({ dataVersion }: DirectReads, maxKeys: number, read: (key: string) => V): (key: string) => V {
  const answers = new Map<string, V>()
  let version: number | undefined

  return (key) => {
    const versionNow = dataVersion()
    if (versionNow !== version) answers.clear()
    version = versionNow
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = read(key)
    if (answer === undefined) return answer
    if (answers.size >= maxKeys) answers.clear()
    answers.set(key, answer)
    return answer
  }
}
