/**
 * How commands use the stores: page after page, and in the name of the command line.
 *
 * @module
 */

import { type Act, COMMAND_ACTOR } from '../../events/event.ts'
import { realSystem } from '../../system.ts'

/** Returns the audit context of what a command does now. */
export const byCommand = (): Act => ({ atMs: realSystem.nowMs(), actor: COMMAND_ACTOR })

const PAGE_SIZE = 200

/**
 * Yields each page that is not empty.
 *
 * @param page Reads what comes after `last`.
 */
export async function* pagesOf<T>(page: (last: T | undefined, limit: number) => Promise<T[]>): AsyncGenerator<T[]> {
  let last: T | undefined
  for (;;) {
    const more = await page(last, PAGE_SIZE)
    if (more.length > 0) yield more
    if (more.length < PAGE_SIZE) return
    last = more.at(-1)
  }
}

/** Reads everything, page after page. */
export const allPages = async <T>(page: (last: T | undefined, limit: number) => Promise<T[]>): Promise<T[]> =>
  (await Array.fromAsync(pagesOf(page))).flat()
