import { codeOf } from '../errors/system-words.ts'

/** What is sent to a receiver that the operator named, such as the webhook's. */
export interface PostMessage {
  headers: Record<string, string>
  body: string
}

/** How the receiver answered, or why there was no answer. */
export type PostAnswer = { kind: 'answered'; status: number } | { kind: 'none'; reason: string }

export type Post = (message: PostMessage, stop: AbortSignal) => Promise<PostAnswer>

const ANSWER_LIMIT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

/** Creates what sends messages to one URL. It follows no redirect, and needs only the status of an answer. */
export const createPost =
  (url: string, answerLimitMs = ANSWER_LIMIT_MS): Post =>
  async ({ headers, body }, stop) => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(answerLimitMs)])
    try {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
      // A body that is read to its end leaves the connection open for the next message.
      await drop(response.body).catch(() => {})
      return { kind: 'answered', status: response.status }
    } catch (error) {
      return { kind: 'none', reason: reasonOf(error) }
    }
  }

async function drop(body: ReadableStream<Uint8Array> | null): Promise<void> {
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) return
  }
}

/** Returns a code or a name, never the message, which may have parts of the URL. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error
  return codeOf(cause) ?? codeOf(error) ?? name
}
