import pg from 'pg'
import { vi } from 'vitest'

/**
 * Records every statement that this process sends to PostgreSQL from now on. By default a statement is named
 * by its first word and its table: `select sessions`, `begin`.
 */
export function watchStatements(nameOf: (text: string) => string = named): { take(): string[]; stop(): void } {
  let sent: string[] = []
  const plain = pg.Client.prototype.query
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [query] = args as [string | { text: string }]
    sent.push(nameOf(typeof query === 'string' ? query : query.text))
    return (plain as (...args: unknown[]) => unknown).apply(this, args) as never
  } as never)
  return {
    take() {
      const taken = sent
      sent = []
      return taken
    },
    stop: () => spy.mockRestore(),
  }
}

function named(text: string): string {
  const [verb = ''] = text.trim().toLowerCase().split(/\s/)
  const table = /^(?:insert\s+into|update|delete\s+from|select\b.*?\bfrom)\s+"?(\w+)/is.exec(text.trim())?.[1]
  return table === undefined ? verb : `${verb} ${table}`
}
