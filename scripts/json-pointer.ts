// biome-ignore lint/suspicious/noExplicitAny: a parsed document. Each reader states what it expects.
export type Node = Record<string, any>

/**
 * Returns what a reference within the document points at (`#/components/…`, RFC 6901).
 *
 * @throws {Error} if there is nothing.
 */
export function locate(document: Node, reference: string): Node {
  const steps = reference.replace(/^#\//, '').split('/')
  let found: Node | undefined = document
  for (const step of steps) found = found?.[step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step]
  if (found === undefined) throw new Error(`${reference} points at nothing`)
  return found
}
