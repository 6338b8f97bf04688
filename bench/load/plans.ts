/** What the connections of a load send, one request after the other. @module */

import type { LoadOptions } from './closed-loop.ts'
import type { RequestText } from './request.ts'

export type Plan = Pick<LoadOptions, 'next' | 'onAnswer'>

/** The same few again and again. */
export function repeated(requests: readonly RequestText[]): Plan {
  let sent = 0
  return { next: () => requests[sent++ % requests.length] }
}

/** Each connection sends its own one again and again. */
export const eachItsOwn = (requests: readonly RequestText[]): Plan => ({ next: (connection) => requests[connection] })

/** Each one once. */
export function onceEach(requests: Iterable<RequestText>): Plan {
  const left = requests[Symbol.iterator]()
  return {
    next() {
      const { value, done } = left.next()
      return done ? undefined : value
    },
  }
}

/**
 * A token that is good once, and whose answer brings the next. Each connection goes round tokens of its own, so that none is sent twice at once.
 *
 * @param tokens Changed as the answers come.
 * @param member The member of the answer that has the next token.
 */
export function rotating(
  tokens: string[],
  { connections, member, request }: { connections: number; member: string; request: (token: string) => RequestText },
): Plan {
  const each = Math.floor(tokens.length / connections)
  const turns = new Array<number>(connections).fill(0)
  const place = (connection: number) => connection * each + (turns[connection]! % each)
  return {
    next: (connection) => request(tokens[place(connection)]!),
    onAnswer(answer, connection) {
      tokens[place(connection)] = memberOf(answer, member)
      turns[connection]! += 1
    },
  }
}

/** Reads a member of the JSON without parsing all of it, which would cost the generator more than the rest. */
function memberOf(answer: string, member: string): string {
  const name = `"${member}":"`
  const from = answer.indexOf(name) + name.length
  if (from < name.length) throw new Error(`An answer without ${member}: ${answer.slice(0, 600)}`)
  return answer.slice(from, answer.indexOf('"', from))
}
