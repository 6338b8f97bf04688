import type { EventDetail } from '../events/event.ts'

/** Returns JSON with the names of the contract; null if there is nothing to say. */
export function toDetailText({ previousScope, ...rest }: EventDetail = {}): string | null {
  const text = JSON.stringify({ ...rest, previous_scope: previousScope })
  return text === '{}' ? null : text
}

export function toDetail(text: string | null): EventDetail | undefined {
  if (text === null) return undefined
  const { previous_scope: previousScope, ...rest } = JSON.parse(text)
  return { ...rest, ...(previousScope === undefined ? {} : { previousScope }) }
}
