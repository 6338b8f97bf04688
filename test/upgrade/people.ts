/** Users who are logged in and keep working while one build takes over from the other. @module */

import { setTimeout as sleep } from 'node:timers/promises'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: the contract of either build says what it is
  body: any
}

export interface Tokens {
  access_token: string
  refresh_token: string
}

export async function send(url: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url + path, init)
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

export const form = (url: string, path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
  send(url, path, { method: 'POST', headers, body: new URLSearchParams(fields) })

export const json = (url: string, method: string, path: string, body: unknown, token?: string): Promise<Answer> =>
  send(url, path, {
    method,
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })

export const get = (url: string, path: string, token: string): Promise<Answer> =>
  send(url, path, { headers: { authorization: `Bearer ${token}` } })

export interface Crowd {
  /** Which user was refused what. */
  readonly refused: string[]
  /** The number of answered steps. */
  readonly answered: number
  stop(): Promise<void>
}

/**
 * Each user refreshes and opens `/protected` without a pause, at the service that listens then. A refused
 * connection is tried again, as any client does.
 */
export function startCrowd(sessions: Tokens[], urlNow: () => string): Crowd {
  const refused: string[] = []
  let answered = 0
  let running = true

  const untilAnswered = async (ask: () => Promise<Answer>): Promise<Answer> => {
    for (;;) {
      const answer = await ask().catch(() => undefined)
      if (answer !== undefined) return answer
      await sleep(50)
    }
  }
  const goOn = async (tokens: Tokens, person: number) => {
    while (running) {
      const refreshed = await untilAnswered(() => form(urlNow(), '/token/refresh', { refresh_token: tokens.refresh_token }))
      if (refreshed.status !== 200) refused.push(`person ${person}: refresh ${refreshed.status} ${JSON.stringify(refreshed.body)}`)
      else Object.assign(tokens, refreshed.body)
      const opened = await untilAnswered(() => get(urlNow(), '/protected', tokens.access_token))
      if (opened.status !== 200) refused.push(`person ${person}: /protected ${opened.status} ${JSON.stringify(opened.body)}`)
      answered += 2
      await sleep(30)
    }
  }
  const all = Promise.all(sessions.map(goOn))
  return {
    refused,
    get answered() {
      return answered
    },
    async stop() {
      running = false
      await all
    },
  }
}
