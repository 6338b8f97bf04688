// biome-ignore lint/suspicious/noExplicitAny: a parsed document. Each reader states what it expects.
export type Node = Record<string, any>

/**
 * Returns what a reference within the document points at (`#/components/…`, RFC 6901).
 *
 * @throws {Error} if there is nothing.
 */
export function locate(document: Node, reference: string): Node {
  const steps = reference
    .replace(/^#\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const found = steps.reduce<Node | undefined>((node, step) => node?.[step], document)
  if (found === undefined) throw new Error(`${reference} points at nothing`)
  return found
}
