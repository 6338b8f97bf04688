import type { Node } from '../json-pointer.ts'
import { hold, type Seen } from './schema.ts'

/** A stream may have no end, so a recording has no body of it. Tests check each event as it comes. */
export const EVENT_STREAM = 'text/event-stream'
export const EVENT_LINES = 'application/x-ndjson'

const CURSOR = /^[\w-]+$/
const EVENT = '#/components/schemas/Event'

/** Holds events to the contract that are sent one a line. Each line also has the cursor to go on from. */
export function holdEventLines(contract: Node, body: string, seen: Seen): void {
  for (const line of body.split('\n').filter(Boolean)) {
    const { cursor, ...event } = parsed(line)
    if (!CURSOR.test(cursor)) seen.faults.push({ pointer: '', sentence: 'a line without its cursor' })
    hold({ contract, closed: true }, { $ref: EVENT }, EVENT, event, '', seen)
  }
}

function parsed(line: string): Node {
  try {
    return Object(JSON.parse(line))
  } catch {
    return {}
  }
}
