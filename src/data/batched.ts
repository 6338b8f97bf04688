interface Waiting<K, V> {
  key: K
  resolve(value: V): void
  reject(error: unknown): void
}

/**
 * Asks together for all keys of one turn of the event loop. Each key is asked for once, and at most `maxKeys`
 * at a time.
 */
export function batched<K, V>(maxKeys: number, askMany: (keys: K[]) => Promise<(key: K) => V>): (key: K) => Promise<V> {
  let waiting: Waiting<K, V>[] = []
  let keys = new Set<K>()

  async function send(): Promise<void> {
    const [batch, batchKeys] = [waiting, keys]
    waiting = []
    keys = new Set()
    try {
      const answerTo = await askMany([...batchKeys])
      for (const { key, resolve } of batch) resolve(answerTo(key))
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      if (keys.size >= maxKeys && !keys.has(key)) void send()
      if (waiting.push({ key, resolve, reject }) === 1) setImmediate(() => waiting.length > 0 && send())
      keys.add(key)
    })
}
