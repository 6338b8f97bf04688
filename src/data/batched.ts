interface Asked<V> {
  key: string
  resolve(value: V): void
  reject(error: unknown): void
}

/** Reads all keys of one turn of the event loop together: each key once, at most `maxKeys` at a time. */
export function batched<V>(maxKeys: number, readMany: (keys: string[]) => Promise<(key: string) => V>): (key: string) => Promise<V> {
  let asked: Asked<V>[] = []
  let keys = new Set<string>()

  async function send(): Promise<void> {
    const [batch, batchKeys] = [asked, keys]
    asked = []
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
      if (asked.push({ key, resolve, reject }) === 1) setImmediate(() => asked.length > 0 && send())
      keys.add(key)
    })
}
