interface Waiting<V> {
  key: string
  resolve(value: V): void
  reject(error: unknown): void
}

/**
 * Reads together all keys that are asked for in one turn of the event loop. Each key is read once, at most
 * `maxKeys` at a time.
 */
export function batched<V>(maxKeys: number, readMany: (keys: string[]) => Promise<(key: string) => V>): (key: string) => Promise<V> {
  let waiting: Waiting<V>[] = []
  let keys = new Set<string>()

  async function send(): Promise<void> {
    const [batch, batchKeys] = [waiting, keys]
    waiting = []
    keys = new Set()
    try {
      const answerTo = await readMany([...batchKeys])
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
