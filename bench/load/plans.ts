/**
 * The plans of a load: what its connections send, one request after the other.
 *
 * @module
 */

import type { LoadOptions } from './closed-loop.ts'
import type { RequestText } from './request.ts'

export type Plan = Pick<LoadOptions, 'next' | 'onAnswer'>

/** Sends the same few requests again and again. */
export function repeated(requests: readonly RequestText[]): Plan {
  let sent = 0
  return { next: () => requests[sent++ % requests.length] }
}

/** Each connection sends its own request again and again. */
export const eachItsOwn = (requests: readonly RequestText[]): Plan => ({ next: (connection) => requests[connection] })

/** Sends each request once. */
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
 * Sends tokens that are good once, and takes the next token from each answer. Each connection has tokens of
 * its own, so no token is sent twice at the same time.
 *
 * @param tokens Each answer replaces one of them.
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

/** Reads a member of the JSON without parsing all of it; parsing would cost more than everything else. */
function memberOf(answer: string, member: string): string {
  const name = `"${member}":"`
  const from = answer.indexOf(name) + name.length
  if (from < name.length) throw new Error(`An answer without ${member}: ${answer.slice(0, 600)}`)
  return answer.slice(from, answer.indexOf('"', from))
}
