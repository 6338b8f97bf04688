/**
 * Divides a recording by operation and status, and tells which part a changed place of the contract concerns.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { asking } from '../judge/asked.ts'
import type { Exchange } from '../judge/exchange.ts'

/** The exchanges of one operation and one status. */
export interface Group {
  exchanges: readonly Exchange[]
  /** `place` is a JSON Pointer (RFC 6901) into the contract. */
  isConcerned(place: string): boolean
}

/** The answers to any request have these, whatever their operation declares. */
const ALWAYS = [
  ...['RequestTimeout', 'ContentTooLarge', 'HeadersTooLarge'].map((name) => `#/components/responses/${name}`),
  ...['Problem', 'OAuthError'].map((name) => `#/components/schemas/${name}`),
  '#/components/headers/NoStore',
]

export function groupsOf(contract: Node, recording: readonly Exchange[]): Group[] {
  const askedOf = asking(contract)
  const keyOf = (one: Exchange) => `${askedOf(one).operation?.at ?? ''} ${one.status}`
  return [...Map.groupBy(recording, keyOf).values()].map((exchanges): Group => {
    const [first] = exchanges
    const operation = askedOf(first!).operation
    if (operation === undefined) return { exchanges, isConcerned: (place) => !/^#\/paths\/[^/]+\/[^/]/.test(place) }
    const { at, declared } = operation
    const { responses, ...asks } = declared
    const own = `${at}/responses/${first!.status}`
    const reached = reachedFrom(contract, [asks, responses[first!.status], ...ALWAYS.map(($ref) => ({ $ref }))])
    const isConcerned = (place: string): boolean => {
      if (place.startsWith('#/components/')) return reached.has(place.split('/').slice(0, 4).join('/'))
      if (place.startsWith(`${at}/responses/`)) return isWithin(place, own)
      return isWithin(place, at) || !/^#\/paths\/[^/]+\/[^/]/.test(place)
    }
    return { exchanges, isConcerned }
  })
}

const isWithin = (place: string, whole: string): boolean => place === whole || place.startsWith(`${whole}/`)

/** Returns the components that the nodes refer to, directly or not. */
function reachedFrom(contract: Node, nodes: readonly unknown[]): Set<string> {
  const found = new Set<string>()
  const follow = (node: unknown): void => {
    for (const [, reference = ''] of (JSON.stringify(node) ?? '').matchAll(/"\$ref":"([^"]+)"/g)) {
      if (found.has(reference)) continue
      found.add(reference)
      const [, , kind = '', name = ''] = reference.split('/')
      follow(contract.components[kind][name])
    }
  }
  follow(nodes)
  return found
}
